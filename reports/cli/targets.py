"""``uapi targets``"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence

from abi.target import GROUPS, TARGETS, Target
from reports.cli import output

EXAMPLES = """examples:
  uapi targets
  uapi targets --format json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    from reports.cli.options import add_output_options

    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    text = _json() if arguments.format == "json" else _table()
    output.write(text, arguments)
    return 0


def _json() -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(list(TARGETS.values()))).decode() + "\n"


def _table() -> str:
    columns = f"{'target':<12}{'asm/':<11}{'order':<7}{'bits':>4}  {'char':<9}{'u64':>3}"
    head = f"{columns}  judge  other names\n"
    rows = "".join(_row(target) for target in TARGETS.values())
    named = {"all": ("every target",), **{k: v for k, v in GROUPS.items() if k != "all"}}
    groups = "".join(_wrapped(f"  {name:<15}", named[name]) for name in GROUPS)
    compat = "  compat-of:T    the 32-bit targets that T's kernels also run\n"
    return f"{head}{rows}{_LEGEND}\ngroups:\n{groups}{compat}"


_WIDTH = 80
_LEGEND = """
u64: how a 64-bit integer is aligned in a record, in bytes.
judge: the compiler that the tests ask first; docs/targets.md says what differs.
"""


def _row(target: Target) -> str:
    sign = "signed" if target.char_signed else "unsigned"
    start = (
        f"{target.name:<12}{target.headers:<11}{target.byte_order:<7}{target.bits:>4}  {sign:<9}"
        f"{target.scalars['long long'].member:>3}  {target.judge or '-':<5}  "
    )
    row = _wrapped(start, target.aliases)
    if not target.judge:
        said = f"not verified by a compiler; from {target.document}"
        row += textwrap.fill(said, _WIDTH, initial_indent="  ", subsequent_indent="  ") + "\n"
    return row


def _wrapped(start: str, names: Sequence[str]) -> str:
    """Names after a line's start, and below it, in 80 columns."""
    text = textwrap.fill(
        ", ".join(names), _WIDTH, initial_indent=start, subsequent_indent=" " * len(start),
        break_on_hyphens=False,
    )  # fmt: skip
    return (text or start).rstrip() + "\n"
