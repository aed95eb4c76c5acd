"""How bad a finding is: profiles, and what a project decided for itself."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import Literal

import msgspec

from abi.rules.finding import Finding, Severity

Profile = Literal["binary", "source", "strict"]
"""What counts as broken: programs that exist (``binary``), recompiles as well (``source``), and
all that is not known to be safe (``strict``). Each contains the one before."""
Level = Literal["error", "warning", "note", "off"]
ORDER: tuple[Severity, ...] = ("error", "warning", "note")


class PathPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[paths]]`: what holds for some headers, glob patterns of names as programs include them."""

    headers: tuple[str, ...]
    profile: Profile | None = None
    rules: dict[str, Level] = {}


class Policy(msgspec.Struct, frozen=True):
    """What a project decided. Later entries of `paths` win over earlier ones, and over `rules`.

    `design` is the most that a design rule can be in a gate, where advice should not stop anyone.
    """

    profile: Profile = "source"
    rules: dict[str, Level] = {}
    paths: tuple[PathPolicy, ...] = ()
    design: Level = "error"

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with their severities, the worst first; those that are off left out."""
        graded = ((finding, self.level(finding)) for finding in findings)
        kept = [msgspec.structs.replace(f, severity=lv) for f, lv in graded if lv != "off"]
        return sorted(kept, key=_by_harm)

    def level(self, finding: Finding) -> Level:
        """How bad a finding is, for this project."""
        profile = self.profile
        chosen = self.rules.get(finding.rule)
        for entry in self.paths:
            if _fits(finding, entry.headers):
                profile = entry.profile or profile
                chosen = entry.rules.get(finding.rule, chosen)
        if chosen is not None:
            return chosen
        if finding.verdicts is None:
            return _at_most(finding.severity, self.design)
        return severity(finding, profile)


def severity(finding: Finding, profile: Profile) -> Severity:
    """What the verdicts of a finding mean in a profile."""
    given = finding.verdicts
    if given is None:
        return finding.severity
    binary = {given.old_program_new_kernel.value, given.new_program_old_kernel.value}
    every = binary | {given.source.value}
    counted = binary if profile == "binary" else every
    if "breaks" in counted or (profile == "strict" and "depends" in every):
        return "error"
    return "note" if every == {"safe"} else "warning"


def _by_harm(finding: Finding) -> tuple[int, int, str, str, str]:
    """What hurts most stands first: programs that exist, then recompiles, then advice."""
    given, harm = finding.verdicts, 2
    if given is not None:
        binary = given.old_program_new_kernel.value, given.new_program_old_kernel.value
        harm = 0 if "breaks" in binary else 1
    place = _place(finding)
    return ORDER.index(finding.severity), harm, place, finding.subject, finding.rule


def _at_most(own: Severity, limit: Level) -> Level:
    if limit == "off":
        return limit
    return max(own, limit, key=ORDER.index)


def _fits(finding: Finding, patterns: tuple[str, ...]) -> bool:
    names = {place.header for place in (finding.old, finding.new) if place}
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _place(finding: Finding) -> str:
    place = finding.new or finding.old
    return place.header if place else ""
