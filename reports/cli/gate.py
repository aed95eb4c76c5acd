"""What `check`, `lint` and `baseline` share: from sources and a configuration to one report."""

from __future__ import annotations

import argparse
import datetime
import fnmatch
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from abi.diagnostic import Diagnostic
from abi.rules import suppress
from abi.rules.finding import Finding, Suppressed
from abi.rules.policy import ORDER
from reports.cli import baseline_file, config
from reports.cli.options import cache_of, reader, targets_in
from reports.cli.workers import for_each
from reports.report import Report, Source

if TYPE_CHECKING:
    from abi.rules.policy import Profile
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
    group.add_argument("--baseline", metavar="FILE", help="findings that were decided about")
    group.add_argument(
        "--allow-unjudged", action="store_true",
        help="exit with 0 also when something in scope could not be judged",
    )  # fmt: skip


def configuration(arguments: argparse.Namespace) -> config.Config:
    """The configuration that holds here; its targets, unless the command line names some."""
    path = Path(arguments.config) if arguments.config else config.find(Path.cwd())
    found = config.read(path)
    if not arguments.target and found.check.target:
        arguments.target = ",".join(found.check.target)
    if not arguments.baseline and found.check.baseline and path is not None:
        arguments.baseline = str(path.parent / found.check.baseline)
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


def judge_sources(
    old: Tree, new: Tree, settings: config.Config, arguments: argparse.Namespace
) -> Found:
    """The findings of all targets as one list."""
    targets = targets_in((old, new), arguments)
    work = functools.partial(_judge, old, new, settings, arguments)
    return collect(for_each(targets, work, arguments.jobs), targets, settings, arguments)


def collect(
    results: Sequence[Judged],
    targets: Sequence[Target],
    settings: config.Config,
    arguments: argparse.Namespace,
) -> Found:
    """The results of all targets as one, of the headers asked for."""
    only = (*arguments.only, *settings.check.only)
    return Found(
        [finding for finding in merge(results) if _is_in(finding, only)],
        list(dict.fromkeys(d for r in results for d in r.problems if _fits(d.header, only))),
        list(dict.fromkeys(allow for result in results for allow in result.allows)),
        tuple(target.name for target in targets),
        max(result.headers for result in results),
    )


def _judge(
    old: Tree, new: Tree, settings: config.Config, arguments: argparse.Namespace, target: Target
) -> Judged:
    from reports.cli.judged import judged

    before, after = (reader(tree, target, arguments) for tree in (old, new))
    design = not arguments.no_design and settings.check.design != "off"
    own = settings.own_conventions()
    return judged(before, after, cache_of(arguments), own, design=design)


def merge(results: Iterable[Judged]) -> list[Finding]:
    """Findings that are equal on several targets as one, with these targets."""
    targets: dict[Finding, list[str]] = {}
    for result in results:
        for finding in result.findings:
            bare = msgspec.structs.replace(finding, targets=())
            targets.setdefault(bare, []).extend(finding.targets)
    return [msgspec.structs.replace(f, targets=tuple(own)) for f, own in targets.items()]


def _is_in(finding: Finding, only: Sequence[str]) -> bool:
    return any(_fits(p.header, only) for p in (finding.old, finding.new) if p) or not only


def _fits(header: str, only: Sequence[str]) -> bool:
    return not only or any(fnmatch.fnmatchcase(header, pattern) for pattern in only)


def decide(
    findings: Sequence[Finding],
    allows: Sequence[suppress.Allow],
    settings: config.Config,
    arguments: argparse.Namespace,
    profile: Profile | None = None,
) -> tuple[list[Finding], list[Suppressed]]:
    """The findings with their severities, without those that somebody decided about."""
    every = [*allows, *settings.allows()]
    if arguments.baseline:
        path = Path(arguments.baseline)
        every += baseline_file.allows(baseline_file.read(path), path.name)
    graded = settings.policy(profile or arguments.profile).apply(findings)
    today = datetime.date.today().isoformat()
    left, suppressed, about = suppress.apply(graded, every, today)
    return sorted([*left, *about], key=lambda f: ORDER.index(f.severity)), suppressed


def exit_code(report: Report, settings: config.Config, arguments: argparse.Namespace) -> int:
    """1 for findings at or above ``--fail-on``, 3 for what nobody could judge, else 0."""
    limit = arguments.fail_on or settings.check.fail_on
    if limit != NEVER and any(
        ORDER.index(finding.severity) <= ORDER.index(limit) for finding in report.findings
    ):
        return 1
    unjudged = any(diagnostic.level == "error" for diagnostic in report.diagnostics)
    return 3 if unjudged and not (arguments.allow_unjudged or settings.check.allow_unjudged) else 0


def with_paths(findings: Iterable[Finding], tree: Tree) -> Iterator[Finding]:
    """The findings with the files that their new places lie in, as seen from here."""
    found: dict[str, str] = {}
    for finding in findings:
        place = finding.new or finding.old
        if place is None:
            yield finding
            continue
        if place.header not in found:
            found[place.header] = _path(place.header, tree, finding.targets)
        located = msgspec.structs.replace(place, path=found[place.header])
        field = "new" if finding.new else "old"
        yield msgspec.structs.replace(finding, **{field: located})


def _path(header: str, tree: Tree, targets: Sequence[str]) -> str:
    """A file below the current directory; empty where there is none of that name."""
    from abi.target import TARGETS

    archs = dict.fromkeys(TARGETS[name].headers for name in targets if name in TARGETS)
    roots = [*(os.path.relpath(root) for root in tree.roots), "include/uapi", "."]
    roots += [f"arch/{arch}/include/uapi" for arch in archs]
    for root in roots:
        path = os.path.normpath(os.path.join(root, header))
        if not path.startswith("..") and os.path.isfile(path):
            return path
    return ""


def sources(specs: Sequence[tuple[str, str]]) -> tuple[Source, ...]:
    """Sources of a report: (role, what a person named)."""
    return tuple(Source(role, spec) for role, spec in specs)


def remember(report: Report, arguments: argparse.Namespace) -> None:
    """Keep the findings for ``uapi explain F-…``, by the directory that one stands in."""
    cache_of(arguments).put("reports", last_key(), list(report.findings)[:KEPT])


KEPT = 2000
"""Findings that `explain` can still tell about."""


def last_key() -> str:
    """Where the findings of the last run in this directory are kept."""
    import hashlib

    return hashlib.sha256(os.fsencode(os.getcwd())).hexdigest()
