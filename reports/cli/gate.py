"""What `check`, `lint` and `baseline` share: from sources and a configuration to one report."""

from __future__ import annotations

import argparse
import datetime
import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from abi.diagnostic import Diagnostic
from abi.rules import suppress
from abi.rules.finding import Finding, Suppressed
from abi.rules.once import told_once
from abi.rules.policy import ORDER
from abi.rules.registry import rules
from abi.target import select_targets
from reports.cli import baseline_file, config, output
from reports.cli.config import Project
from reports.cli.options import both_readers, cache_of, targets_in, tell_read_after
from reports.cli.scope import fits, spelled, wanted
from reports.cli.workers import for_each
from reports.report import Report, Source

if TYPE_CHECKING:
    from abi.rules.policy import Level
    from abi.rules.rule import Family
    from abi.target import Target
    from headers.sources.tree import Tree
    from reports.cli.judged import Judged

NEVER = "never"


def add_gate_options(parser: argparse.ArgumentParser) -> None:
    """Options of a gate, which say otherwise than the configuration."""
    group = parser.add_argument_group("judging")
    group.add_argument(
        "--profile", choices=("binary", "source", "strict"),
        help="what counts as broken: programs that exist, recompiles as well (default), "
        "all that is not known to be safe",
    )  # fmt: skip
    group.add_argument(
        "--fail-on", choices=("error", "warning", "note", NEVER),
        help="exit with 1 from this severity on (default: error)",
    )  # fmt: skip
    group.add_argument(
        "--only", metavar="GLOB", action="append", default=[],
        help="judge the headers that match, such as 'linux/kvm*.h'; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "--config", metavar="FILE", help="read this instead of the nearest uapi.toml"
    )
    group.add_argument(
        "--baseline", metavar="FILE",
        help="findings that were decided about (default: uapi-baseline.json beside uapi.toml)",
    )  # fmt: skip
    group.add_argument(
        "--allow-unjudged", action="store_true",
        help="exit with 0 also when something in scope could not be judged",
    )  # fmt: skip


def project(arguments: argparse.Namespace) -> Project:
    """What holds here; the options say what the command line leaves to it from now on."""
    path = Path(arguments.config) if arguments.config else config.find(Path.cwd())
    found = config.read(path)
    if not arguments.target and found.check.target:
        arguments.target = ",".join(found.check.target)
    arguments.baseline = arguments.baseline or found.baseline
    output.see_output(arguments)  # which is not to be the baseline that the file names
    arguments.only = [spelled(pattern) for pattern in arguments.only or found.check.only]
    return found


class Found(NamedTuple):
    """What the rules say of two sources, before anybody decided anything."""

    findings: list[Finding]
    unread: list[Diagnostic]
    """What changed and could not be judged."""
    allows: list[suppress.Allow]
    """Decisions in headers."""
    targets: tuple[str, ...]
    headers: int


def judge_sources(old: Tree, new: Tree, own: Project, arguments: argparse.Namespace) -> Found:
    """The findings of all targets as one list."""
    targets = targets_in((old, new), arguments)
    wanted((new, old), targets, arguments.only)
    work = functools.partial(_judge, old, new, own, arguments)
    found = collect(for_each(targets, work, arguments.jobs), targets)
    tell_read_after((old, new), targets, arguments)
    return found


def collect(results: Sequence[Judged], targets: Sequence[Target]) -> Found:
    """The results of all targets as one."""
    return Found(
        merge(results),
        list(dict.fromkeys(problem for result in results for problem in result.problems)),
        list(dict.fromkeys(allow for result in results for allow in result.allows)),
        tuple(target.name for target in targets),
        max(result.headers for result in results),
    )


def _judge(
    old: Tree, new: Tree, own: Project, arguments: argparse.Namespace, target: Target
) -> Judged:
    from reports.cli.judged import judged

    before, after = both_readers(old, new, target, arguments)
    design = not arguments.no_design and own.check.design != "off"
    cache, is_cxx = cache_of(arguments), own.check.cxx
    return judged(before, after, cache, own.conventions(), design=design, is_cxx=is_cxx)


def merge(results: Iterable[Judged]) -> list[Finding]:
    """Findings that are equal on several targets as one, with these targets; advice on a design
    also where its words are others."""
    targets: dict[Finding, list[str]] = {}
    for result in results:
        for finding in result.findings:
            bare = msgspec.structs.replace(finding, targets=())
            targets.setdefault(bare, []).extend(finding.targets)
    return told_once(msgspec.structs.replace(f, targets=tuple(own)) for f, own in targets.items())


class Decided(NamedTuple):
    """What is left to say, of the headers asked for."""

    findings: list[Finding]
    """With their severities, the worst first."""
    suppressed: list[Suppressed]
    unread: list[Diagnostic]
    is_same: bool
    """Whether no rule had anything to say at all."""


def decide(
    found: Found,
    own: Project,
    arguments: argparse.Namespace,
    *,
    families: Sequence[Family] = ("compat", "gate"),
    design: Level | None = None,
) -> Decided:
    """What is left when policy and decisions have been applied.

    `families` are those whose rules looked at all that they could: decisions
    about others may well match nothing.
    """
    policy = own.policy(arguments.profile, design)
    allows = [*found.allows, *own.allows(), *baseline_file.allows_in(arguments.baseline)]
    graded = policy.apply(found.findings)
    scope, today = ran(found, own, arguments, families), datetime.date.today().isoformat()
    decided = suppress.apply(graded, allows, scope, today)
    about = msgspec.structs.replace(policy, design="error").apply(suppress.about(decided, scope))
    left = [f for f in (*decided.left, *about) if is_in(f, arguments.only)]
    return Decided(
        sorted(left, key=lambda f: ORDER.index(f.severity)),
        [s for s in decided.suppressed if is_in(s.finding, arguments.only)],
        [d for d in found.unread if not d.header or fits(d.header, arguments.only)],
        not found.findings and not found.unread,
    )


def ran(
    found: Found, own: Project, arguments: argparse.Namespace, families: Sequence[Family]
) -> suppress.Ran:
    """What was judged; a rule that is off cannot match anything either."""
    off = {rule for rule, level in own.config.rules.items() if level == "off"}
    off |= {rule for p in own.config.paths for rule, level in p.rules.items() if level == "off"}
    ids = {rule.id for family in families for rule in rules(family)}
    judged, named = frozenset(found.targets), ",".join(own.check.target)
    usual = frozenset(target.name for target in select_targets(named)) if named else judged
    return suppress.Ran(frozenset(ids - off), judged, usual)


def is_in(finding: Finding, only: Sequence[str]) -> bool:
    """Whether a finding is about headers that were asked for."""
    return not only or any(fits(p.header, only) for p in (finding.old, finding.new) if p)


def exit_code(report: Report, own: Project, arguments: argparse.Namespace) -> int:
    """1 for findings at or above ``--fail-on``, 3 for what nobody could judge, else 0."""
    limit = arguments.fail_on or own.check.fail_on
    if limit != NEVER and any(
        ORDER.index(finding.severity) <= ORDER.index(limit) for finding in report.findings
    ):
        return 1
    unjudged = any(diagnostic.level == "error" for diagnostic in report.diagnostics)
    return 3 if unjudged and not (arguments.allow_unjudged or own.check.allow_unjudged) else 0


def sources(specs: Sequence[tuple[str, str]]) -> tuple[Source, ...]:
    """Sources of a report: (role, what a person named)."""
    return tuple(Source(role, spec) for role, spec in specs)
