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
    base,
    cache_of,
    open_tree,
    reader,
    targets_in,
)
from reports.cli.scope import wanted
from reports.cli.workers import for_each

if TYPE_CHECKING:
    from abi.rules.rule import Family
    from abi.target import Target
    from headers.sources.tree import Tree
    from reports.cli.config import Project
    from reports.cli.judged import Judged
    from reports.report import Report

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
    from reports.cli.gate import exit_code, project
    from reports.cli.last import remember

    own = project(arguments)
    report = build(arguments, own)
    output.write(output.render(report, arguments), arguments)
    remember(report, arguments)
    return exit_code(report, own, arguments)


def build(arguments: argparse.Namespace, own: Project) -> Report:
    """The whole report. A review is about design: its findings are as bad as their rules say."""
    from reports.check import Scope
    from reports.check import build as build_report
    from reports.cli import gate
    from reports.cli.places import with_paths

    spec = arguments.source or own.source
    tree, old = open_tree(spec, arguments), _old(arguments, own)
    targets = targets_in((tree,), arguments)
    wanted((tree,), targets, arguments.only)
    work = functools.partial(_review, tree, old, own, arguments)
    found = gate.collect(for_each(targets, work, arguments.jobs), targets)
    families: tuple[Family, ...] = ("gate",) if old else ("design", "gate")
    decided = gate.decide(found, own, arguments, families=families, design="error")
    scope = Scope(gate.sources((("source", spec),)), found.targets, found.headers)
    left = list(with_paths(decided.findings, tree))
    return build_report("lint", scope, left, decided.suppressed, decided.unread)


def _old(arguments: argparse.Namespace, own: Project) -> Tree | None:
    """What the source is compared with, where only news are wanted."""
    if arguments.base:
        return open_tree(arguments.base, arguments)
    if arguments.new_only:
        return open_tree(base(own.check.base, own.source), arguments)
    return None


def _review(
    tree: Tree, old: Tree | None, own: Project, arguments: argparse.Namespace, target: Target
) -> Judged:
    from reports.cli.judged import judged, reviewed

    cache, after = cache_of(arguments), reader(tree, target, arguments)
    if old is None:
        return reviewed(after, cache)
    found = judged(reader(old, target, arguments), after, cache, own.conventions(), design=True)
    found.findings = [f for f in found.findings if f.verdicts is None]
    return found
