"""A record on both sides of a change: what became of its bytes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from enum import StrEnum

from abi.declarations import Record
from abi.design.members import Row, pair_members
from abi.design.spans import Span, outline, spans
from abi.difference import Change
from abi.layout import Hole, Layout
from abi.rules.finding import Picture, Stretch
from abi.surface import Surface


class Bytes(StrEnum):
    """What a stretch of a record's bytes is on one side."""

    OUTSIDE = "outside"
    """At or beyond the record's end."""
    HOLE = "hole"
    """Padding between members that no member names."""
    TAIL = "tail padding"
    """Padding behind the last member; a stretch that begins there may reach beyond the end."""
    FILLER = "filler"
    """Only members that fill space: ``pad``, ``reserved``; perhaps holes beside them."""
    UNION = "union"
    """Other members, which are still there on the other side: arms of a union."""
    MEMBER = "member"
    """A member that is gone, or elsewhere, on the other side."""


class RecordPair:
    """A struct or union that both sides define. Offsets and sizes are in bytes."""

    def __init__(
        self, key: str, layouts: tuple[Layout, Layout], old: Surface, new: Surface,
        changes: Sequence[Change],
    ) -> None:  # fmt: skip
        self.key = key
        self.old, self.new = layouts
        self.changes = tuple(changes)
        """All changes of the record and its members."""
        self._surfaces = old, new

    @functools.cached_property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The innermost members of both sides."""
        before, after = self._surfaces
        return spans(self.old, before), spans(self.new, after)

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The members as the difference paired them: `Row.spans` is (old, new)."""
        return pair_members(self.spans)

    def row(self, change: Change) -> Row | None:
        """The row of a member's change."""
        path = change.subject[len(self.key) + 1 :]
        for row in self.rows:
            if any(span is not None and span.path == path for span in row.spans):
                return row
        return None

    @functools.cached_property
    def moved(self) -> tuple[Row, ...]:
        """Members that lie elsewhere now; fillers and flexible arrays, which follow, left out."""
        return tuple(row for row in self.rows if _has_moved(row))

    @functools.cached_property
    def added(self) -> tuple[Span, ...]:
        """Members that only the new side has, without fillers."""
        return tuple(
            r.spans[1] for r in self.rows
            if r.spans[0] is None and r.spans[1] is not None and not r.spans[1].is_filler
        )  # fmt: skip

    @functools.cached_property
    def removed(self) -> tuple[Span, ...]:
        """Members that only the old side has, without fillers."""
        return tuple(
            r.spans[0] for r in self.rows
            if r.spans[1] is None and r.spans[0] is not None and not r.spans[0].is_filler
        )  # fmt: skip

    @property
    def is_grown(self) -> bool:
        return self.new.size > self.old.size

    def was(self, span: Span) -> Bytes:
        """What the bytes of a new member were before."""
        return _bytes(span, self.spans[0], self.old, self._kept(1))

    def becomes(self, span: Span) -> Bytes:
        """What the bytes of an old member are now."""
        return _bytes(span, self.spans[1], self.new, self._kept(0))

    def fillers_before(self, span: Span) -> tuple[Span, ...]:
        """The old fillers whose bytes a new member takes."""
        return tuple(s for s in self.spans[0] if s.is_filler and s.overlaps(span))

    def filler_changes(self) -> tuple[Change, ...]:
        """Changes of members that only fill space: they follow from what is put between them."""
        fillers = {s.path for side in self.spans for s in side if s.is_filler}
        start = len(self.key) + 1
        return tuple(c for c in self.changes if c.subject[start:] in fillers)

    def size_changes(self) -> tuple[Change, ...]:
        """Changes of the record's own size and alignment."""
        return tuple(c for c in self.changes if c.subject == self.key)

    def _kept(self, side: int) -> frozenset[str]:
        """Paths, as the other side calls them, of members at the same place on both."""
        pairs = ((a, b) for a, b in (row.spans for row in self.rows) if a and b)
        same = (p for p in pairs if (p[0].offset, p[0].bits) == (p[1].offset, p[1].bits))
        return frozenset(p[1 - side].path for p in same)

    @functools.cached_property
    def declared(self) -> tuple[Record | None, Record | None]:
        """What the headers say, without a layout."""
        found = (surface.declaration(self.key) for surface in self._surfaces)
        old, new = (d if isinstance(d, Record) else None for d in found)
        return old, new

    def picture(self) -> Picture:
        """The bytes of both sides, for a person."""
        before, after = self._surfaces
        sides = outline(self.old, before), outline(self.new, after)
        old = _stretches(sides[0], self.old, sides[1])
        new = _stretches(sides[1], self.new, sides[0])
        return Picture(self.key, old, new, self.old.size, self.new.size)


def _has_moved(row: Row) -> bool:
    before, after = row.spans
    if before is None or after is None or before.is_filler:
        return False
    return (before.offset, before.bits) != (after.offset, after.bits)


def _bytes(span: Span, others: Sequence[Span], layout: Layout, kept: frozenset[str]) -> Bytes:
    if span.offset >= layout.size:
        return Bytes.OUTSIDE
    met = [other for other in others if other.overlaps(span)]
    if all(other.is_filler for other in met):
        if met:
            return Bytes.FILLER
        end = max((other.end for other in others), default=0)
        return Bytes.TAIL if span.offset >= end else Bytes.HOLE
    return Bytes.UNION if all(o.path in kept or o.is_filler for o in met) else Bytes.MEMBER


def _stretches(own: Sequence[Span], layout: Layout, other: Sequence[Span]) -> tuple[Stretch, ...]:
    places = {(s.name, s.offset, s.size, s.type, s.bits) for s in other}
    found = [
        Stretch(
            s.offset, s.size, s.path, "padding" if s.is_filler else "member",
            (s.name, s.offset, s.size, s.type, s.bits) not in places,
        )
        for s in own
    ]  # fmt: skip
    found += [_hole(hole) for hole in layout.holes()]
    return tuple(sorted(found, key=lambda s: (s.offset, s.size)))


def _hole(hole: Hole) -> Stretch:
    return Stretch(hole.offset, hole.size, "", "hole")
