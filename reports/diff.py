"""Differences as text: a summary per header, then the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.difference import Change, ChangeKind
from reports.style import Style


class Fact(NamedTuple):
    """A change with all the targets on which it is the same."""

    change: Change
    targets: tuple[str, ...]

    @property
    def header(self) -> str:
        place = self.change.new_place or self.change.old_place
        return place.header if place else "?"


def merge(found: Sequence[tuple[str, Sequence[Change]]]) -> list[Fact]:
    """The changes of several targets, equal ones as one fact, in the order of subjects."""
    targets: dict[Change, list[str]] = {}
    for name, changes in found:
        for change in changes:
            targets.setdefault(change, []).append(name)
    facts = [Fact(change, tuple(names)) for change, names in targets.items()]
    return sorted(facts, key=lambda f: (f.header, f.change.subject.partition(".")[0]))


def render(facts: Sequence[Fact], targets: Sequence[str], title: str, style: Style) -> str:
    """The whole text."""
    if not facts:
        return style.finish(f"no difference  {title}\n")
    lines = [_verdict(facts, title, style), "", *_summary(facts, style)]
    header = subject = ""
    for fact in facts:
        if fact.header != header:
            header = fact.header
            lines += ["", style.paint(header, "strong")]
        own = fact.change.subject.partition(".")[0]
        lines += _lines(fact, targets, is_same=own == subject, style=style)
        subject = own
    return style.finish("\n".join(line.rstrip() for line in lines) + "\n")


def _verdict(facts: Sequence[Fact], title: str, style: Style) -> str:
    added, removed, changed = _counts(facts)
    text = f"{added} added, {removed} removed, {changed} changed"
    return f"{style.paint(text, 'strong')}  {title}"


def _counts(facts: Sequence[Fact]) -> tuple[int, int, int]:
    """Declarations added, removed, changed; a record with ten changes is one."""
    kinds: dict[str, set[ChangeKind]] = {}
    for fact in facts:
        kinds.setdefault(fact.change.subject.partition(".")[0], set()).add(fact.change.kind)
    added = sum(kind == {ChangeKind.ADDED} for kind in kinds.values())
    removed = sum(kind == {ChangeKind.REMOVED} for kind in kinds.values())
    return added, removed, len(kinds) - added - removed


def _summary(facts: Sequence[Fact], style: Style) -> Iterator[str]:
    by_header: dict[str, list[Fact]] = {}
    for fact in facts:
        by_header.setdefault(fact.header, []).append(fact)
    width = min(max(map(len, by_header)), style.width - 30)
    yield style.paint(
        f"  {'header':<{width}}  {'added':>7}  {'removed':>7}  {'changed':>7}", "faint"
    )
    for header, own in by_header.items():
        added, removed, changed = _counts(own)
        yield f"  {header:<{width}}  {added or '–':>7}  {removed or '–':>7}  {changed or '–':>7}"


def _lines(fact: Fact, targets: Sequence[str], *, is_same: bool, style: Style) -> Iterator[str]:
    change = fact.change
    own, _, member = change.subject.partition(".")
    where = "" if len(fact.targets) == len(targets) else f"  [{', '.join(fact.targets)}]"
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        sign, tone = ("+", "good") if change.kind is ChangeKind.ADDED else ("-", "bad")
        yield style.paint(f"  {sign} {own}  {change.old or change.new}{where}".rstrip(), tone)
        return
    if not is_same:
        yield f"  {own}"
    what = f"{member}: {change.kind}" if member else str(change.kind)
    old, new = change.old or "–", change.new or "–"
    line = f"      {what}: {old} → {new}{where}"
    if len(line) <= style.width:
        yield line
    else:
        yield f"      {what}{where}"
        yield f"        {old}"
        yield f"      → {new}"
