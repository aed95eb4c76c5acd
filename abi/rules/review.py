"""From a surface to findings: the design rules, on everything or on what a change adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from abi.change import Change
from abi.rules.finding import Finding
from abi.rules.registry import rules
from abi.rules.rule import Rule
from abi.rules.scope import Scope
from abi.surface import Surface

_SUBJECTS: dict[str, Callable[[Scope], Iterable[object]]] = {
    "record": Scope.records, "member": Scope.members, "enum": Scope.enums,
    "typedef": Scope.typedefs, "macro": Scope.macros, "prototype": Scope.prototypes,
    "ioctl": Scope.asked_ioctls,
    "header": Scope.headers,
}  # fmt: skip


def review(
    surface: Surface,
    names: frozenset[str] | None = None,
    chosen: Sequence[Rule] | None = None,
    base: Surface | None = None,
) -> list[Finding]:
    """What the design rules say of a surface, or of some keys, macros and headers of it.

    Some rules ask what a change adds to `base`: they are silent without it.
    """
    scope = Scope(surface, names, base)
    every = rules("design") if chosen is None else chosen
    found: list[Finding] = []
    for kind, subjects in _SUBJECTS.items():
        asked = [(rule, rule.judge) for rule in every if kind in rule.on]
        for subject in subjects(scope) if asked else ():
            for rule, judge in asked:  # a million calls for a whole tree
                for finding in judge(subject):
                    found.append(_finished(finding, rule, surface))
    kept = _without_general(found, every)
    return sorted(kept, key=lambda f: (f.new.header if f.new else "", f.subject, f.rule))


def _without_general(found: Sequence[Finding], every: Sequence[Rule]) -> list[Finding]:
    """Without what a more special rule says better: of the same subject, of the record that it
    belongs to, or of a member of it."""
    special = {g: {rule.id for rule in every if g in rule.instead_of} for g in _generals(every)}
    said = {(f.rule, f.subject) for f in found}
    owns = {(f.rule, _own(f.subject)) for f in found}

    def is_said(rule: str, subject: str) -> bool:
        if subject == _own(subject):
            return (rule, subject) in owns
        return (rule, subject) in said or (rule, _own(subject)) in said

    return [f for f in found if not any(is_said(s, f.subject) for s in special.get(f.rule, ()))]


def _generals(every: Sequence[Rule]) -> set[str]:
    return {general for rule in every for general in rule.instead_of}


def _own(subject: str) -> str:
    return subject if subject.endswith(".h") else subject.partition(".")[0]


def review_new(
    changes: Iterable[Change], old: Surface, new: Surface, chosen: Sequence[Rule] | None = None
) -> list[Finding]:
    """What the design rules say of what a change adds: not what they said before of the same."""
    names = _touched(changes, old, new)
    found = review(new, names, chosen, old)
    spoken_of = names & _names_in(found, new)
    fired = {finding.rule for finding in found}
    asked = [rule for rule in (rules("design") if chosen is None else chosen) if rule.id in fired]
    before = {(f.rule, f.subject) for f in review(old, spoken_of, asked)}
    return [f for f in found if (f.rule, f.subject) not in before]


def _names_in(found: Iterable[Finding], surface: Surface) -> set[str]:
    """Keys, macros and headers that findings are about."""
    owns = {_own(finding.subject) for finding in found}
    owners = {owner for own in owns if (owner := surface.declarations.owner(own))}
    return owns | owners | {f.new.header for f in found if f.new}


def _touched(changes: Iterable[Change], old: Surface, new: Surface) -> frozenset[str]:
    changes = list(changes)
    owners = new.declarations.enumerators()
    names = {change.own for change in changes}
    names |= {owners[name] for name in names if name in owners}
    names |= {change.new_place.header for change in changes if change.new_place}
    return frozenset(names | _added(old, new))


def _added(old: Surface, new: Surface) -> set[str]:
    return set(new.headers.names()) - set(old.headers.names())


def _finished(finding: Finding, rule: Rule, surface: Surface) -> Finding:
    place = finding.new
    header = surface.headers.get(place.header) if place and place.line else None
    if place is not None and header is not None:
        place = msgspec.structs.replace(place, text=header.line(place.line)[:200])
    return msgspec.structs.replace(finding, rule=rule.id, severity=rule.severity, new=place)
