"""``uapi lint``"""

from __future__ import annotations

import argparse
import functools
from typing import TYPE_CHECKING

from reports.cli import output
from reports.cli.check import FORMATS
from reports.cli.options import (
    add_output_options,
    add_source_options,
    cache_of,
    open_tree,
    reader,
    targets_in,
)
from reports.cli.workers import for_each

if TYPE_CHECKING:
    from abi.target import Target
    from headers.sources.tree import Tree
    from reports.cli.config import Config
    from reports.cli.judged import Judged

EXAMPLES = """examples:
  uapi lint proposal.h --include TREE    review a new interface
  uapi lint TREE --only linux/landlock.h
  uapi lint --new-only                   only what this branch adds
  uapi lint NEW --base OLD               only what NEW adds to OLD

exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not run,
3 no finding, but something could not be read"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    from reports.cli.gate import add_gate_options

    parser.add_argument(
        "source", metavar="SOURCE", nargs="?", help="what to review; default: the work tree"
    )
    parser.add_argument(
        "--base", metavar="SOURCE", help="review only what is new or changed since this one"
    )
    parser.add_argument(
        "--new-only", action="store_true", help="likewise, since this git branch left its upstream"
    )
    parser.add_argument(
        "--notes", action="store_true", help="list the notes, which a terminal's text only counts"
    )
    add_gate_options(parser)
    add_source_options(parser)
    add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    from reports.check import Scope, build
    from reports.cli import gate

    settings = _unlimited(gate.configuration(arguments))
    spec = arguments.source or settings.check.source or "."
    tree = open_tree(spec, arguments)
    targets = targets_in((tree,), arguments)
    work = functools.partial(_review, tree, _old(arguments, settings), settings, arguments)
    results = for_each(targets, work, arguments.jobs)
    found = gate.collect(results, targets, settings, arguments)
    left, suppressed = gate.decide(found.findings, found.allows, settings, arguments)
    scope = Scope(gate.sources((("source", spec),)), found.targets, found.headers)
    report = build("lint", scope, list(gate.with_paths(left, tree)), suppressed, found.unread)
    output.write(output.render(report, arguments), arguments)
    gate.remember(report, arguments)
    return gate.exit_code(report, settings, arguments)


def _unlimited(settings: Config) -> Config:
    """A review is about design: its findings are as bad as their rules say."""
    from msgspec.structs import replace

    return replace(settings, check=replace(settings.check, design="error"))


def _old(arguments: argparse.Namespace, settings: Config) -> Tree | None:
    """What the source is compared with, where only news are wanted."""
    from reports.cli.options import base

    if arguments.base:
        return open_tree(arguments.base, arguments)
    if arguments.new_only:
        return open_tree(base(settings.check.base, settings.check.source), arguments)
    return None


def _review(
    tree: Tree, old: Tree | None, settings: Config, arguments: argparse.Namespace, target: Target
) -> Judged:
    from reports.cli.judged import judged, reviewed

    cache, after = cache_of(arguments), reader(tree, target, arguments)
    if old is None:
        return reviewed(after, cache)
    found = judged(
        reader(old, target, arguments), after, cache, settings.own_conventions(), design=True
    )
    found.findings = [f for f in found.findings if f.verdicts is None]
    return found
