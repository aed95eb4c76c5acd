"""``uapi explain``"""

from __future__ import annotations

import argparse
import difflib
import re
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options

if TYPE_CHECKING:
    from abi.rules.finding import Finding

EXAMPLES = """examples:
  uapi explain member-moved
  uapi explain F-3a9c12                  all of a finding of the last check in this directory"""

_ID = re.compile(r"F-[0-9a-f]{6}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("name", metavar="RULE|FINDING")
    add_output_options(parser, ("terminal", "markdown"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    if _ID.fullmatch(arguments.name):
        text = _finding(_remembered(arguments.name), arguments)
    else:
        text = _page(arguments.name)
    output.write(text, arguments)
    return 0


def _page(name: str) -> str:
    from abi.rules.registry import find, names, page

    rule = find(name)
    if rule is None:
        near = difflib.get_close_matches(name, names(), 1)
        hint = f"did you mean '{near[0]}'?" if near else "see 'uapi rules'"
        raise UapiError(f"no rule '{name}'; {hint}")
    return page(rule)


def _remembered(name: str) -> Finding:
    import msgspec

    from abi.rules.finding import Finding
    from headers.cache import Cache
    from reports.cli.gate import last_key

    decoder = msgspec.msgpack.Decoder(list[Finding])
    for finding in Cache().get("reports", last_key(), decoder) or ():
        if finding.id == name:
            return finding
    raise UapiError(f"no finding '{name}' in the last check of this directory; run 'uapi check'")


def _finding(finding: Finding, arguments: argparse.Namespace) -> str:
    from reports.check import Scope, build

    scope = Scope((), finding.targets, 0)
    return output.render(build("explain", scope, (finding,), (), ()), arguments)
