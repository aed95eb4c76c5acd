"""A record on both sides of a change: what became of its bytes."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from abi.change import Change, ChangeKind
from abi.ctype import CType
from abi.declarations import Record
from abi.design.members import Row, pair_members
from abi.design.spans import Span, is_filler, outline, spans
from abi.layout import Hole, Layout
from abi.representation import Elements, Integer, representation
from abi.rules import fates
from abi.rules.fates import Event, Fate
from abi.rules.finding import Picture, Stretch
from abi.rules.said import is_described, of_member
from abi.surface import Surface

_is_filler = functools.lru_cache(maxsize=4096)(is_filler)
_MAY_BE_A_PAD = re.compile(r"_*pads?_?\d*")
"""A word for padding, and for what one touches or connects."""
_MAY_BE_RESULT = re.compile(r"_*res\d+_*\Z")
"""Reserved in ``struct tcphdr``; a result in ``struct io_event``, where it is signed."""
_FREE = re.compile(r"\b(?:future|reserved|unused|padding|expansion|spare)\b", re.IGNORECASE)


class RecordPair:
    """A struct or union that both sides define. Offsets and sizes are in bytes."""

    def __init__(
        self, key: str, layouts: tuple[Layout, Layout], old: Surface, new: Surface,
        changes: Sequence[Change],
    ) -> None:  # fmt: skip
        self.key = key
        self.layouts = layouts
        self.old, self.new = layouts
        self.changes = tuple(changes)
        """All changes of the record and its members."""
        self.surfaces = old, new
        self._real: dict[tuple[str, int], bool] = {}

    # Members

    @functools.cached_property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The innermost members of both sides."""
        before, after = self.surfaces
        return spans(self.old, before), spans(self.new, after)

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The members as the difference paired them: `Row.spans` is (old, new)."""
        return pair_members(self.spans)

    @functools.cached_property
    def events(self) -> tuple[Event, ...]:
        """What became of the members that changed."""
        return fates.events(self)

    def of(self, *wanted: Fate) -> tuple[Event, ...]:
        """The members with some fates."""
        return fates.of(self.events, *wanted)

    def event(self, change: Change) -> Event | None:
        """What became of the member that a change is about."""
        return self._event_of.get(change)

    @functools.cached_property
    def _event_of(self) -> dict[Change, Event]:
        """The first event of each change."""
        pairs = ((change, event) for event in self.events for change in event.changes)
        return dict(reversed(list(pairs)))

    def type_of(self, span: Span, side: int) -> CType | None:
        """The type of a member as declared; `side` is 0 for old, 1 for new."""
        return self._types[side].get(span.path)

    @functools.cached_property
    def _types(self) -> tuple[dict[str, CType], dict[str, CType]]:
        old, new = ({p: placed.type for p, placed in one.leaves()} for one in self.layouts)
        return old, new

    @functools.cached_property
    def moved(self) -> tuple[Row, ...]:
        """Members that lie elsewhere now; fillers and flexible arrays, which follow, left out."""
        return tuple(row for row in self.rows if self._has_moved(row))

    def _has_moved(self, row: Row) -> bool:
        before, after = row.spans
        if before is None or after is None or self.fills(before, 0) or self.fills(after, 1):
            return False
        if before.size == after.size == 0:
            return False
        if before.bits and after.bits:
            return before.bits[0] != after.bits[0]
        if before.bits or after.bits:
            return before.place != after.place
        return before.offset != after.offset

    @functools.cached_property
    def is_moved(self) -> bool:
        """Whether any member, or a flexible array, lies elsewhere now."""
        return bool(self.moved) or any(
            a and b and a.size == b.size == 0 and a.offset != b.offset
            for a, b in (row.spans for row in self.rows)
        )

    # Bytes

    @property
    def is_grown(self) -> bool:
        return self.new.size > self.old.size

    @property
    def is_shrunk(self) -> bool:
        return self.new.size < self.old.size

    @property
    def is_resized(self) -> bool:
        return self.new.size != self.old.size

    @functools.cached_property
    def end_before(self) -> int:
        """Where the last member of the old side ends: padding begins there."""
        return max((span.end for span in self.spans[0]), default=0)

    def fills(self, span: Span, side: int) -> bool:
        """Whether a member only fills space: it is called so, or it is an array that new members
        are taken from and whose comment says what it is for."""
        if _MAY_BE_RESULT.match(span.name) and not self._is_unsigned(span, side):
            return False
        is_called_so = _is_filler(span.name) and not self._is_said_to_be_real(span, side)
        return is_called_so or span.path in self._carved[side]

    def _is_said_to_be_real(self, span: Span, side: int) -> bool:
        """Whether a member's own words say what it is, and that is no filler: ``int pad;`` with
        "touch pad number"."""
        if not _MAY_BE_A_PAD.fullmatch(span.name) or (span.path, side) in self._real:
            return self._real.get((span.path, side), False)
        found = is_described(of_member(self.key, span.path, self.surfaces[side]))
        self._real[span.path, side] = found
        return found

    def _is_unsigned(self, span: Span, side: int) -> bool:
        """Whether a member is an unsigned number, or an array of such."""
        ctype = self.type_of(span, side)
        found = representation(ctype, self.surfaces[side]) if ctype is not None else None
        found = found.of if isinstance(found, Elements) else found
        return isinstance(found, Integer) and not found.signed

    @functools.cached_property
    def _carved(self) -> tuple[frozenset[str], frozenset[str]]:
        found = [row.spans for row in self.rows if all(row.spans)]
        carved = frozenset(a.path for a, b in found if a and b and self._is_carved(a, b))
        return carved, carved

    def _is_carved(self, a: Span, b: Span) -> bool:
        is_inside = a.offset <= b.offset and b.end <= a.end
        is_smaller = a.path == b.path and b.size < a.size and is_inside and "[" in a.type
        if not is_smaller or b.size == 0:
            return False
        place = self.surfaces[0].declarations.member_location(self.key, a.path)
        header = self.surfaces[0].headers.get(place.header) if place else None
        line = header.line(place.line) if header and place else ""
        return bool(_FREE.search(line.rpartition("/*")[2] if "/*" in line else ""))

    def met(self, span: Span, side: int) -> list[Row]:
        """The members of the other side, fillers left out, that had or have bytes of one."""
        other = 1 - side
        rows = ((row, row.spans[other]) for row in self.rows)
        return [r for r, s in rows if s and s.overlaps(span) and not self.fills(s, other)]

    @functools.cached_property
    def kept(self) -> tuple[Row, ...]:
        """Members that are where they were."""
        return tuple(row for row in self.rows if _is_kept(*row.spans))

    def shares(self, row: Row, span: Span) -> bool:
        """Whether a member still has bytes in common with a new one: both are in a union."""
        own = row.spans[1]
        return own is not None and own.overlaps(span)

    def is_beside_filler(self, span: Span) -> bool:
        """Whether a new member lies over a filler that is still there: one that makes a union
        large enough for members to come."""
        pairs = (row.spans for row in self.rows)
        return any(
            a and b and self.fills(a, 0) and a.overlaps(span) and b.overlaps(span) for a, b in pairs
        )

    def fillers_before(self, span: Span) -> tuple[Span, ...]:
        """The old fillers whose bytes a new member takes."""
        return tuple(s for s in self.spans[0] if self.fills(s, 0) and s.overlaps(span))

    @functools.cached_property
    def at_end(self) -> tuple[Event, ...]:
        """Members that the record became longer or shorter by, without being new or gone."""
        limit = min(self.old.size, self.new.size)
        found = self.of(Fate.WIDENED, Fate.NARROWED, Fate.ARRAY_GROWN, Fate.ARRAY_SHRUNK)
        ends = ((e, max(s.end for s in (e.old, e.new) if s)) for e in found)
        return tuple(e for e, end in ends if end > limit) if self.is_resized else ()

    @property
    def only_fillers(self) -> bool:
        """Whether nothing changed but members that fill space, and how they are divided."""
        others = any(e.fate not in (Fate.FILLER, Fate.KEPT) for e in self.events)
        return not others and not self.is_resized

    # Changes

    def size_changes(self) -> tuple[Change, ...]:
        """Changes of the record's own size and alignment."""
        return tuple(c for c in self.changes if c.subject == self.key)

    def has(self, kind: ChangeKind) -> bool:
        """Whether the record itself, not a member, changed so."""
        return any(change.kind is kind for change in self.size_changes())

    def covered(self, events: Iterable[Event]) -> list[Change]:
        """The changes of some members, and of what follows: fillers, and members that took the
        bytes of others, unless it lies over other members that changed."""
        own = tuple(events)
        follow = [e for e in self.of(*_FOLLOWING) if self._cause(e) in (None, *own)]
        return [change for event in (*own, *follow) for change in event.changes]

    def _cause(self, follower: Event) -> Event | None:
        """The first member that changed by itself and lies, or lay, over a follower."""
        others = (e for e in self.events if e.fate not in (*_FOLLOWING, Fate.KEPT))
        return next((e for e in others if _touch(e, follower)), None)

    def taken_beside(self, span: Span) -> tuple[Span, ...]:
        """The old fillers that a new member lies over, in the same arm of a union, and that are
        gone now."""
        left = {own.path for own in self.spans[1]}
        parent = span.path[: -len(span.name)]
        found = (f for f in self.fillers_before(span) if f.path not in left)
        return tuple(f for f in found if f.path[: len(f.path) - len(f.name)] == parent)

    def hole_beside(self, span: Span) -> int:
        """How many bytes of a new member, which lies over others of its arm of a union, were
        named by nothing in this arm."""
        parent = span.path[: -len(span.name)]
        beside = [s for s in self.spans[0] if s.path[: len(s.path) - len(s.name)] == parent]
        inner = [s for s in self.spans[0] if parent and s.path.startswith(parent)]
        over = [s for s in (beside or inner) if s.overlaps(span)]
        bytes_ = set(range(span.offset, min(span.end, self.old.size)))
        named = {byte for s in over for byte in range(s.offset, s.end)}
        return len(bytes_ - named) if over else 0

    def names(self, events: Iterable[Event]) -> list[str]:
        """The subjects of some members, as changes call them."""
        return list(dict.fromkeys(e.changes[0].subject for e in events))

    @functools.cached_property
    def declared(self) -> tuple[Record | None, Record | None]:
        """What the headers say, without a layout."""
        found = (surface.declaration(self.key) for surface in self.surfaces)
        old, new = (d if isinstance(d, Record) else None for d in found)
        return old, new

    def picture(self) -> Picture:
        """The bytes of both sides, for a person."""
        before, after = self.surfaces
        sides = outline(self.old, before), outline(self.new, after)
        old = _stretches(sides[0], self.old, sides[1])
        new = _stretches(sides[1], self.new, sides[0])
        return Picture(self.key, old, new, self.old.size, self.new.size)


_FOLLOWING = (Fate.FILLER, Fate.REPLACING)


def _touch(event: Event, follower: Event) -> bool:
    """Whether two members have, or had, bytes in common."""
    pairs = ((a, b) for a in (event.old, event.new) for b in (follower.old, follower.new))
    return any(a.overlaps(b) for a, b in pairs if a is not None and b is not None)


def _is_kept(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and (a.offset, a.bits) == (b.offset, b.bits)


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
