"""``uapi diff``"""

from __future__ import annotations

import argparse
import functools
from typing import TYPE_CHECKING

from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    base,
    both_readers,
    cache_of,
    open_both,
    targets_in,
    tell,
    tell_read_after,
)
from reports.cli.scope import fits, spelled, wanted
from reports.cli.workers import for_each

if TYPE_CHECKING:
    from abi.change import Change
    from abi.diagnostic import Diagnostic, Location
    from abi.target import Target
    from headers.sources.tree import Tree
    from reports.diff import Fact

EXAMPLES = """examples:
  uapi diff OLD NEW                      two header trees, or two headers
  uapi diff v6.12 v6.13 -t all           two revisions of the kernel that one stands in
  uapi diff                              what this branch and the work tree change
  uapi diff OLD NEW --only linux/kvm.h   one header of them
  uapi diff OLD NEW -t x86_64,i386 -f json

exit codes: 0 no difference, 1 differences, 2 could not run,
3 no difference is shown, but something that may differ could not be read"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "old", metavar="OLD", nargs="?",
        help="a tree, a header, a git revision, an archive, …; default: where this git branch left "
        "the one that it is to be merged into",
    )  # fmt: skip
    parser.add_argument(
        "new", metavar="NEW", nargs="?", default=".", help="likewise; default: the work tree"
    )
    parser.add_argument(
        "--only", metavar="GLOB", action="append", default=[],
        help="show what the headers that match declare, such as 'linux/kvm*.h'; can be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--respelled", action="store_true",
        help="show also what only has other words for the same type or value",
    )  # fmt: skip
    parser.add_argument(
        "--strict", action="store_true",
        help="needed no more: exit code 3 always says that something could not be read",
    )  # fmt: skip
    add_source_options(parser)
    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    from reports.diff import listed, merge

    arguments.old = arguments.old or base()
    old, new = open_both(arguments.old, arguments.new, arguments)
    targets = targets_in((old, new), arguments)
    arguments.only = [spelled(pattern) for pattern in arguments.only]
    wanted((new, old), targets, arguments.only)
    work = functools.partial(_compare, old, new, arguments)
    results = for_each(targets, work, arguments.jobs)
    found = [(t.name, changes) for t, (changes, _) in zip(targets, results, strict=True)]
    met = dict.fromkeys(problem for _, said in results for problem in said)
    problems = [p for p in met if not p.header or fits(p.header, arguments.only)]
    found = found if arguments.format == "json" else listed(found)
    facts = [f for f in merge(found) if _is_wanted(f, arguments)]
    names = [target.name for target in targets]
    output.write(_render(facts, names, problems, arguments), arguments)
    tell([str(problem) for problem in problems], arguments)
    tell_read_after((old, new), targets, arguments)
    if any(not fact.is_unjudged for fact in facts):
        return 1
    return 3 if problems or facts else 0


def _compare(
    old: Tree, new: Tree, arguments: argparse.Namespace, target: Target
) -> tuple[list[Change], list[Diagnostic]]:
    """The changes for one target, and what could not be read; remembered by what was read."""
    from reports.cli.differ import Surfaces, changes
    from reports.diff import every, few

    before, after = both_readers(old, new, target, arguments)
    return changes(
        Surfaces(before, after), cache_of(arguments), every if arguments.format == "json" else few
    )


def _is_wanted(fact: Fact, arguments: argparse.Namespace) -> bool:
    """Leave out other headers, and respellings unless they are asked for."""
    if fact.is_respelled and not arguments.respelled:
        return False
    return fits(fact.header, arguments.only)


def _render(
    facts: list[Fact], names: list[str], problems: list[Diagnostic], arguments: argparse.Namespace
) -> str:
    if arguments.format == "json":
        return _json(facts, names, problems, arguments)
    from reports.diff import render
    from reports.style import Style, terminal_width

    style = Style(output.wants_color(arguments), output.wants_ascii(arguments), terminal_width())
    title = f"{arguments.old} → {arguments.new}, {', '.join(names)}"
    return render(facts, names, title, style, unread=len(problems))


def _json(
    facts: list[Fact], names: list[str], problems: list[Diagnostic], arguments: argparse.Namespace
) -> str:
    import msgspec

    from reports.cli.main import tool_version

    changes = [
        {
            **msgspec.to_builtins(fact.change),
            "old_place": _place(fact.change.old_place),
            "new_place": _place(fact.change.new_place),
            "targets": fact.targets,
            "vanished": fact.vanished,
            "appeared": fact.appeared,
        }
        for fact in facts
    ]
    data = {
        "schema": "uapi-diff/1",
        "tool": f"uapi {tool_version()}",
        "old": arguments.old,
        "new": arguments.new,
        "targets": names,
        "changes": changes,
        "diagnostics": problems,
    }
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n"


def _place(place: Location | None) -> dict[str, object] | None:
    return None if place is None else {"header": place.header, "line": place.line}
