"""Findings that somebody has decided about, in a header, in a file or in a baseline."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from abi.header import Header
from abi.rules.finding import Finding, Place, Suppressed

_ALLOW = re.compile(r"uapi:\s*allow\s+([a-z0-9-]+)([^\n*]*)")
_REASON = re.compile(r"\s*\((.*)\)\s*")


class Allow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision: which findings it is about, why, and until when.

    A finding is known by its rule, its subject (a glob pattern) and its
    targets; without `targets`, all. `header` and `line` say where the comment
    stands that made it; they are empty for a decision from a file.
    """

    rule: str
    name: str
    reason: str
    where: str
    targets: tuple[str, ...] = ()
    until: str = ""
    """The last day on which it holds, ``2027-01-31``; empty: for ever."""
    header: str = ""
    line: int = 0
    is_new: bool = True
    """Whether it came with the change: only then is it worth a word that nothing matches it."""


def in_header(header: Header, old: Header | None) -> Iterator[Allow]:
    """The decisions that stand in a header's comments: ``/* uapi: allow RULE (why) */``."""
    if "uapi:" not in header.text:
        return
    known = {line.strip() for line in old.lines} if old else set()
    for number, line in enumerate(header.lines, 1):
        for match in _ALLOW.finditer(line):
            reason = _REASON.fullmatch(match[2].strip())
            yield Allow(
                match[1], "*", reason[1].strip() if reason else "", f"{header.name}:{number}",
                header=header.name, line=number, is_new=line.strip() not in known,
            )  # fmt: skip


def apply(
    findings: Iterable[Finding], allows: Sequence[Allow], today: str
) -> tuple[list[Finding], list[Suppressed], list[Finding]]:
    """The findings that are left; those decided about; and findings about the decisions."""
    live = [allow for allow in allows if allow.reason and not _is_over(allow, today)]
    used: set[Allow] = set()
    left: list[Finding] = []
    decided: list[Suppressed] = []
    for finding in findings:
        allow = next((a for a in live if matches(a, finding)), None)
        if allow is None:
            left.append(finding)
        else:
            used.add(allow)
            decided.append(Suppressed(finding, allow.where, allow.reason, allow.until))
    return left, decided, list(_about(allows, used, today))


def matches(allow: Allow, finding: Finding) -> bool:
    """Whether a decision is about a finding."""
    if allow.rule != finding.rule or not fnmatch.fnmatchcase(finding.subject, allow.name):
        return False
    if allow.targets and not set(finding.targets) <= set(allow.targets):
        return False
    return not allow.header or any(_is_beside(allow, p) for p in (finding.new, finding.old) if p)


def _is_beside(allow: Allow, place: Place) -> bool:
    """Whether a comment stands at the line, or in the lines before it, of a finding."""
    return allow.header == place.header and place.line - REACH <= allow.line <= place.line


REACH = 2
"""Lines between a comment and what it is about."""


def _is_over(allow: Allow, today: str) -> bool:
    return bool(allow.until) and allow.until < today


def _about(allows: Sequence[Allow], used: set[Allow], today: str) -> Iterator[Finding]:
    """Decisions without a reason, past their day, or without anything to decide."""
    for allow in allows:
        place = Place(allow.header, allow.line) if allow.header else None
        if not allow.reason:
            text = f"{allow.where}: 'allow {allow.rule}' needs a reason in parentheses"
        elif _is_over(allow, today):
            text = f"{allow.where}: 'allow {allow.rule}' was for the time until {allow.until}"
        elif allow not in used and allow.is_new:
            text = f"{allow.where}: nothing matches 'allow {allow.rule}'; take it out"
        else:
            continue
        subject = f"{allow.rule} {allow.name}" if allow.name != "*" else allow.where
        yield Finding("suppression-unused", subject, "warning", (), text, new=place)
