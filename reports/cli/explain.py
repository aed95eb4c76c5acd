"""``uapi explain``"""

from __future__ import annotations

import argparse
import difflib
import re

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options

EXAMPLES = """examples:
  uapi explain member-moved
  uapi explain member-moved -f markdown  the page as it is
  uapi explain F-3a9c12                  all of a finding of the last check in this directory

'uapi rules' lists the rules; --format json of a check has the names of findings."""

_ID = re.compile(r"F-[0-9a-f]{6}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("name", metavar="RULE|FINDING")
    add_output_options(parser, ("terminal", "markdown"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    explained = _finding if _ID.fullmatch(arguments.name) else _page
    output.write(explained(arguments), arguments)
    return 0


def _page(arguments: argparse.Namespace) -> str:
    from abi.rules.registry import find, names, page

    rule = find(arguments.name)
    if rule is None:
        near = difflib.get_close_matches(arguments.name, names(), 1)
        hint = f"did you mean '{near[0]}'?" if near else "see 'uapi rules'"
        raise UapiError(f"no rule '{arguments.name}'; {hint}")
    if arguments.format == "markdown":
        return page(rule)
    from reports.page import render

    return render(page(rule), output.style(arguments))


def _finding(arguments: argparse.Namespace) -> str:
    from reports.cli.last import recall

    found = recall(arguments.name)
    if arguments.format == "markdown":
        from reports.check import Scope, build

        targets = tuple(dict.fromkeys(t for finding in found for t in finding.targets))
        return output.render(build("check", Scope((), targets, 0), found, (), ()), arguments)
    from reports.explain import render

    return render(found, output.style(arguments))
