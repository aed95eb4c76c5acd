"""Findings that somebody has decided about, in a header, in a file or in a baseline."""

from __future__ import annotations

import datetime
import difflib
import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from abi.rules.finding import Finding, Place, Suppressed
from abi.rules.registry import names, rules
from abi.target import TARGETS


class Allow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision: which findings it is about, why, and until when.

    A finding is known by its rule, its subject and its targets; without
    `targets`, all. A decision in a header is about findings in that header only.
    """

    rule: str
    name: str
    """A subject as a glob pattern: ``struct kvm_sev_cmd.*``; ``*`` is any."""
    reason: str
    where: str
    """For people: ``uapi.toml``, ``linux/kvm.h:7``."""
    place: Place
    """Where it stands."""
    targets: tuple[str, ...] = ()
    until: str = ""
    """The last day on which it holds, ``2027-01-31``; empty: for ever."""
    header: str = ""
    """The header in whose comments it stands; empty for a decision from a file."""
    lines: tuple[int, int] = (0, 0)
    """The first and the last line that a comment is about; (0, 0): the header as a whole."""
    is_literal: bool = False
    """Whether `name` is a subject itself and no pattern."""
    is_new: bool = True
    """Whether it came with the change: only then is it worth a word that nothing matches it."""


class Ran(NamedTuple):
    """What was judged: only there does it mean something that a decision matches nothing."""

    rules: frozenset[str]
    """The rules that looked at all that they could find something in."""
    targets: frozenset[str]
    own: frozenset[str]
    """The targets that the project judges; a decision without targets may be about any."""

    def covers(self, allow: Allow) -> bool:
        """Whether a finding that the decision is about would have been found."""
        wanted = frozenset(allow.targets) or self.own
        return allow.rule in self.rules and wanted <= self.targets


State = Literal["used", "unused", "over", "invalid", "not-judged"]


class Decided(NamedTuple):
    """Findings after the decisions about them."""

    left: list[Finding]
    suppressed: list[Suppressed]
    states: dict[Allow, State]
    """What became of each decision."""


def apply(findings: Iterable[Finding], allows: Sequence[Allow], ran: Ran, today: str) -> Decided:
    """Take out of the findings what somebody has decided about, target by target."""
    states = {allow: _state(allow, ran, today) for allow in allows}
    live = _Index(a for a, state in states.items() if state in ("unused", "not-judged"))
    found = Decided([], [], states)
    for finding in findings:
        fitting = live.of(finding)
        states.update(dict.fromkeys(fitting, "used"))
        found.left.extend(_shared_out(finding, fitting, found.suppressed))
    return found


def about(decided: Decided, ran: Ran) -> Iterator[Finding]:
    """What the rules of the gate say of the decisions themselves."""
    for allow, state in decided.states.items():
        asked = [rule for rule in rules("gate") if state in rule.on]
        for rule in asked:
            for finding in rule.judge(_decision(allow, decided, ran)):
                yield msgspec.structs.replace(finding, rule=rule.id, severity=rule.severity)


def matches(allow: Allow, finding: Finding) -> bool:
    """Whether a decision is about a finding, on one of its targets at least."""
    if allow.rule != finding.rule or not _is_named(allow, finding):
        return False
    if allow.targets and set(allow.targets).isdisjoint(finding.targets):
        return False
    return not allow.header or _is_beside(allow, finding)


def flaw(allow: Allow) -> str:
    """Why a decision cannot hold; empty if it can."""
    if allow.rule not in names():
        near = difflib.get_close_matches(allow.rule, names(), 1)
        return f"there is no rule '{allow.rule}'" + (f"; did you mean '{near[0]}'?" if near else "")
    unknown = [target for target in allow.targets if target not in TARGETS]
    if unknown:
        return f"there is no target '{unknown[0]}'"
    if not _is_day(allow.until):
        return f"'{allow.until}' is no day such as 2027-01-31"
    return "" if allow.reason.strip() else "it needs a reason in parentheses: (why)"


class _Index:
    """Decisions by rule, those about a subject itself by the subject too."""

    def __init__(self, allows: Iterable[Allow]) -> None:
        self._by: dict[tuple[str, str], list[Allow]] = {}
        for allow in allows:
            name = allow.name if allow.is_literal else ""
            self._by.setdefault((allow.rule, name), []).append(allow)

    def of(self, finding: Finding) -> list[Allow]:
        keys = ((finding.rule, ""), (finding.rule, finding.subject))
        return [a for key in keys for a in self._by.get(key, ()) if matches(a, finding)]


def _shared_out(
    finding: Finding, fitting: Sequence[Allow], suppressed: list[Suppressed]
) -> Iterator[Finding]:
    """Give each decision the targets that it is about; what is left is still a finding."""
    targets = finding.targets
    for allow in fitting:
        taken = tuple(t for t in targets if not allow.targets or t in allow.targets)
        if taken:
            part = msgspec.structs.replace(finding, targets=taken)
            suppressed.append(Suppressed(part, allow.where, allow.reason, allow.until))
            targets = tuple(t for t in targets if t not in taken)
    if targets or not fitting:
        yield msgspec.structs.replace(finding, targets=targets)


def _is_named(allow: Allow, finding: Finding) -> bool:
    if allow.is_literal:
        return allow.name == finding.subject
    return allow.name == "*" or fnmatch.fnmatchcase(finding.subject, allow.name)


def _is_beside(allow: Allow, finding: Finding) -> bool:
    """Whether a comment is about the lines, or the header, that a finding stands at."""
    first, last = allow.lines
    if not last:
        return any(p.header == allow.header for p in (finding.old, finding.new) if p)
    place = finding.new  # lines of the old header are others
    return place is not None and place.header == allow.header and first <= place.line <= last


def _state(allow: Allow, ran: Ran, today: str) -> State:
    """What becomes of a decision that matches nothing."""
    if flaw(allow):
        return "invalid"
    if _is_over(allow, today):
        return "over"
    return "unused" if allow.is_new and ran.covers(allow) else "not-judged"


def _is_over(allow: Allow, today: str) -> bool:
    return bool(allow.until) and allow.until < today


def _is_day(text: str) -> bool:
    try:
        return not text or datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Decision(NamedTuple):
    """What a rule of the family ``gate`` looks at."""

    allow: Allow
    flaw: str
    targets: tuple[str, ...]
    """Those on which nothing matches it."""
    near: str
    """Where there is a finding of the same rule that it does not match; may be empty."""

    @property
    def words(self) -> str:
        """The decision as somebody wrote it."""
        name = "" if self.allow.name == "*" else f" {self.allow.name}"
        return f"allow {self.allow.rule}{name}"

    def finding(self, message: str) -> Finding:
        """What a rule says of it; the rule's name and severity are filled in later."""
        subject = f"{self.words} in {self.allow.header or self.allow.where}"
        return Finding("", subject, "note", (), message, new=self.allow.place)


def _decision(allow: Allow, decided: Decided, ran: Ran) -> Decision:
    targets = tuple(sorted(allow.targets or ran.targets))
    return Decision(allow, flaw(allow), targets, _near(allow, decided.left))


def _near(allow: Allow, left: Sequence[Finding]) -> str:
    """A finding of the same rule: in the same header, or with a similar subject."""
    own = {f.subject: f for f in left if f.rule == allow.rule}
    for finding in own.values() if allow.header else ():
        if finding.new and finding.new.header == allow.header and finding.new.line:
            return f"{finding.subject} at line {finding.new.line}"
    close = difflib.get_close_matches(allow.name, list(own)[:2000], 1)
    return close[0] if close else ""
