"""From a surface to findings: the design rules, on everything or on what a change adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import msgspec

from abi.change import Change
from abi.ctype import CType
from abi.rules.finding import Finding, quoted
from abi.rules.registry import rules
from abi.rules.rule import Rule
from abi.rules.scope import Scope
from abi.rules.subject import Subject
from abi.subject_name import parted
from abi.surface import Surface

_SUBJECTS: dict[str, Callable[[Scope], Iterable[Subject]]] = {
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
    own: frozenset[str] | None = None,
) -> list[Finding]:
    """What the design rules say of a surface, or of some keys, macros and headers of it.

    Some rules ask what a change adds to `base`: they are silent without it. With `own`, only what
    stands in these headers is looked at, and not what they include.
    """
    every = rules("design") if chosen is None else chosen
    return _finished(_said(Scope(surface, names, base, own), every), surface)


def review_new(
    changes: Iterable[Change], old: Surface, new: Surface, chosen: Sequence[Rule] | None = None
) -> list[Finding]:
    """What the design rules say of what a change adds: not what they said before of the same, nor
    what stands in headers that are only included."""
    every = rules("design") if chosen is None else chosen
    names = _touched(changes, old, new)
    found = _said(Scope(new, names, old, frozenset(new.headers.names()) or None), every)
    before = _said_before(found, names, old, new, every)
    return _finished([f for f in found if (f.rule, f.subject) not in before], new)


def _said_before(
    found: Sequence[Finding],
    names: frozenset[str],
    old: Surface,
    new: Surface,
    every: Sequence[Rule],
) -> set[tuple[str, str]]:
    """Rules and subjects of what was said before. A rule is only asked of what it speaks of now,
    and where it may take the place of one that does."""
    about: dict[str, set[str]] = {}
    for finding in found:
        about.setdefault(finding.rule, set()).update(_names_of(finding, old, new))
    spoken_of = names.intersection(set().union(*about.values()))
    asked = [rule for rule in every if rule.id in about]
    own = {name: frozenset(spoken) for name, spoken in about.items()}
    for rule in asked:
        about[rule.id].update(*(own.get(general, ()) for general in rule.instead_of))
    return {(f.rule, f.subject) for f in _said(Scope(old, spoken_of), asked, about)}


def _said(
    scope: Scope, every: Sequence[Rule], about: Mapping[str, Set[str]] | None = None
) -> list[Finding]:
    """What rules say of the things to look at; with `about`, each only of some of them."""
    found: list[Finding] = []
    for kind, subjects in _SUBJECTS.items():
        asked = _Asked(kind, [rule for rule in every if kind in rule.on], about)
        for subject in subjects(scope) if asked.rules else ():
            for rule in asked.of(subject):  # a million times for a whole tree
                for finding in rule.judge(subject):
                    found.append(_named(finding, rule))
    return _without_general(found, every)


def _named(finding: Finding, rule: Rule) -> Finding:
    """With the rule's name, and as severe as the rule is; a remark stays a note."""
    severity = "note" if finding.severity == "note" else rule.severity
    return msgspec.structs.replace(finding, rule=rule.id, severity=severity)


class _Asked:
    """The rules to ask of the things of one kind."""

    def __init__(
        self, kind: str, every: Sequence[Rule], about: Mapping[str, Set[str]] | None
    ) -> None:
        self.rules = every
        self._has_types = kind in ("member", "ioctl")
        self._about = about
        self._by_type: dict[CType | None, Sequence[Rule]] = {}

    def of(self, subject: Subject) -> Sequence[Rule]:
        """Those that look at its type and, where it is told, are asked about it."""
        found = self._by_type.get(subject.ctype)
        if found is None:
            found = self._by_type[subject.ctype] = [
                rule
                for rule in self.rules
                if rule.of is None
                or not self._has_types
                or (subject.type and rule.of(subject.type))
            ]
        if self._about is None:
            return found
        return [rule for rule in found if subject.owner in self._about[rule.id]]


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
    return parted(subject)[0]


def _names_of(finding: Finding, *surfaces: Surface) -> set[str]:
    """The keys, macros and headers that a finding is about."""
    own = _own(finding.subject)
    owners = (surface.declarations.owner(own) for surface in surfaces if " " not in own)
    headers = (finding.new.header,) if finding.new else ()
    return {own, *filter(None, owners), *headers}


def _touched(changes: Iterable[Change], old: Surface, new: Surface) -> frozenset[str]:
    changes = list(changes)
    owners = new.declarations.enumerators()
    names = {change.own for change in changes}
    names |= {owners[name] for name in names if name in owners}
    names |= {change.new_place.header for change in changes if change.new_place}
    return frozenset(names | _added(old, new))


def _added(old: Surface, new: Surface) -> set[str]:
    return set(new.headers.names()) - set(old.headers.names())


def _finished(found: Iterable[Finding], surface: Surface) -> list[Finding]:
    """In order, each with its line of text."""
    finished = (msgspec.structs.replace(f, new=quoted(f.new, surface)) for f in found)
    return sorted(finished, key=lambda f: (f.new.header if f.new else "", f.subject, f.rule))
