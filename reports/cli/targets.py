"""``uapi targets``"""

from __future__ import annotations

import argparse

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
    head = (
        f"{'target':<11}{'asm/':<10}{'order':<8}{'bits':>4}  {'char':<9}{'u64':>5}  other names\n"
    )
    rows = "".join(_row(target) for target in TARGETS.values())
    groups = "".join(f"  {name:<15}{', '.join(names)}\n" for name, names in GROUPS.items())
    compat = "  compat-of:T    the 32-bit targets that T's kernels also run\n"
    return f"{head}{rows}\ngroups:\n{groups}{compat}"


def _row(target: Target) -> str:
    wide = target.scalars["long long"].member
    sign = "signed" if target.char_signed else "unsigned"
    return (
        f"{target.name:<11}{target.headers:<10}{target.byte_order:<8}{target.bits:>4}  {sign:<9}"
        f"{f'@{wide}':>5}  {', '.join(target.aliases)}\n"
    )
