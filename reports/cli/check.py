"""``uapi check``"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options, add_source_options, base, open_both

if TYPE_CHECKING:
    from headers.sources.tree import Tree
    from reports.cli.config import Project
    from reports.cli.gate import Found
    from reports.report import Report

FORMATS = (
    "terminal", "json", "markdown", "html", "sarif", "junit", "github", "gitlab",
)  # fmt: skip

EXAMPLES = """examples:
  uapi check                             what this branch and the work tree break
  uapi check --base origin/main          likewise, since they left this branch
  uapi check v6.12 v6.13 -t all          two revisions, every architecture
  uapi check OLD NEW -t x86_64,i386 --only 'linux/kvm.h'
  uapi check -f sarif -o uapi.sarif      for a code scanning service

A finding is an error when it breaks programs that exist, or a recompile; a
warning when something decides it that no header says; else a note. Findings
are decided about in a header (/* uapi: allow RULE (why) */), in uapi.toml, or
in a baseline (uapi baseline create). 'uapi explain RULE' says more on each.

exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not run,
3 no finding, but something that changed could not be judged"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    from reports.cli.gate import add_gate_options

    parser.add_argument(
        "old", metavar="OLD", nargs="?",
        help="a tree, a header, a git revision, an archive, …; default: where this git branch left "
        "the one that it is to be merged into",
    )  # fmt: skip
    parser.add_argument("new", metavar="NEW", nargs="?", help="likewise; default: the work tree")
    parser.add_argument(
        "--base", metavar="REV", help="the branch that this one is to be merged into"
    )
    parser.add_argument(
        "--no-design", action="store_true", help="say nothing about the design of what is new"
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
    """The whole report."""
    from reports.check import Scope
    from reports.check import build as build_report
    from reports.cli.gate import decide, sources
    from reports.cli.places import with_paths

    judged = judge(arguments, own)
    found, decided = judged.found, decide(judged.found, own, arguments)
    scope = Scope(
        sources((("old", judged.old), ("new", judged.new.spec))), found.targets, found.headers,
        decided.is_same,
    )  # fmt: skip
    left = list(with_paths(decided.findings, judged.new))
    return build_report("check", scope, left, decided.suppressed, decided.unread)


class Judgement(NamedTuple):
    """What the rules say, before anybody decided anything, and of what."""

    found: Found
    old: str
    new: Tree


def judge(arguments: argparse.Namespace, own: Project) -> Judgement:
    """Read both sources and judge what changed."""
    from reports.cli.gate import judge_sources

    named = specs(arguments, own)
    old, new = open_both(*named, arguments)
    return Judgement(judge_sources(old, new, own, arguments), named[0], new)


def specs(arguments: argparse.Namespace, own: Project) -> tuple[str, str]:
    """The two sources: as named, else this branch's base and the work tree."""
    if arguments.base and arguments.new:
        raise UapiError(f"OLD, NEW and --base {arguments.base} are three sources; leave one out")
    if arguments.old and not arguments.base:
        return arguments.old, arguments.new or own.source
    new = arguments.old or own.source
    return base(arguments.base or own.check.base, own.source), new
