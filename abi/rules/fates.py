"""What became of each member of a record, decided by bytes and types.

A member that changed has one fate, and each fate has one rule (or two, where
the whole record decides), so that every change is judged and none twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import Array, CType
from abi.design.members import Row
from abi.design.spans import Span
from abi.evaluate import NotConstantError
from abi.expression import number
from abi.representation import Members, order_of, plain, representation
from abi.rules.reach import inside, is_inline, place_of, record_inside
from abi.rules.readings import SIGN, reading
from abi.surface import Surface

if TYPE_CHECKING:
    from abi.rules.record_pair import RecordPair


class Fate(StrEnum):
    """What became of a member; those that only fill space have fates of their own."""

    KEPT = "as before"
    MOVED = "elsewhere"
    BITS_MOVED = "a bit-field elsewhere, or that was none"
    BITS_RESIZED = "a bit-field of another width"
    FLEXIBLE_MOVED = "a flexible array elsewhere"
    RENAMED = "another name"
    WRAPPED = "the same name, by another path"
    REACHED = "the same path, through a record that has a tag on one side only"
    RETIRED = "filler or hole now"
    REMOVED = "gone; others have its bytes"
    CUT = "gone with the end of the record"
    WIDENED = "more bytes"
    NARROWED = "fewer bytes"
    SIGN = "the other signedness"
    RETYPED = "another type of the same size"
    ARRAY_GROWN = "more elements"
    ARRAY_SHRUNK = "fewer elements"
    RESPELLED = "a flexible array in other words"
    FLEXIBLE = "flexible instead of one element"
    REUSED = "new, in bytes of a filler"
    CARVED = "new, in bits of a filler"
    HOLE_USED = "new, in a hole"
    TAIL_USED = "new, in padding at the end"
    HOLE_NAMED = "a filler where nothing was named"
    ARM = "new, beside others in a union"
    GROUPED = "another name for members that are there"
    FLEXIBLE_ADDED = "a new flexible array"
    GROWN = "new, beyond the old end"
    REPLACING = "new or larger, in bytes of a member that left them"
    FILLER = "a filler in other words or another place"


FOLLOW_MOVES = (
    Fate.BITS_RESIZED, Fate.WIDENED,
    Fate.NARROWED, Fate.ARRAY_GROWN, Fate.ARRAY_SHRUNK, Fate.FLEXIBLE, Fate.HOLE_USED,
    Fate.HOLE_NAMED, Fate.TAIL_USED, Fate.FLEXIBLE_ADDED, Fate.REMOVED, Fate.CUT, Fate.RETIRED,
    Fate.GROWN,
)  # fmt: skip
"""Where members of a record moved: what moved them, or came with it; one finding tells all."""


class Event(msgspec.Struct, frozen=True):
    """What became of one member, with the changes that say so."""

    fate: Fate
    old: Span | None
    new: Span | None
    changes: tuple[Change, ...]

    @property
    def paths(self) -> tuple[str, str]:
        """The member's path before and now; empty where it is not there."""
        return self.old.path if self.old else "", self.new.path if self.new else ""

    @property
    def types(self) -> tuple[str, str]:
        """The member's type before and now; empty where it is not there."""
        return self.old.type if self.old else "", self.new.type if self.new else ""

    @property
    def sizes(self) -> tuple[int, int]:
        """The member's size in bytes before and now; 0 where it is not there."""
        return self.old.size if self.old else 0, self.new.size if self.new else 0


def events(record: RecordPair) -> tuple[Event, ...]:
    """What became of the members that changed, in their order."""
    return tuple(_events(record))


def _events(record: RecordPair) -> Iterator[Event]:
    by_path: dict[str, list[Change]] = {}
    for change in record.changes:
        if change.subject != record.key and change.kind is not ChangeKind.RESPELLED:
            by_path.setdefault(change.subject[len(record.key) + 1 :], []).append(change)
    for row in record.rows:
        a, b = row.spans
        first = a or b
        found = by_path.get(first.path or "(unnamed)") if first else None
        if found:
            yield Event(_fate(row, found, record), a, b, tuple(found))


def _fate(row: Row, changes: Sequence[Change], record: RecordPair) -> Fate:
    a, b = row.spans
    if a is not None and b is not None:
        return _of_both(a, b, changes, record)
    if a is not None:
        return _of_gone(a, record)
    return _of_new(b, record) if b is not None else Fate.KEPT


def _of_both(a: Span, b: Span, changes: Sequence[Change], record: RecordPair) -> Fate:
    if record.fills(a, 0):
        if record.fills(b, 1):
            return Fate.RETYPED if _is_misread(a, b, record) else Fate.FILLER
        return Fate.CARVED if a.bits and b.bits else Fate.REUSED
    kinds = {change.kind for change in changes}
    if record.fills(b, 1):
        return Fate.RETIRED
    if ChangeKind.MEMBER_MOVED in kinds:
        return _of_moved(a, b)
    if a.path != b.path:
        return _of_renamed(a, b, record)
    types = record.type_of(a, 0), record.type_of(b, 1)
    fate = _of_retyped(a, b, types, record.surfaces)
    return Fate.REPLACING if fate in _LARGER and _lies_over_gone(a, b, record) else fate


_LARGER = (Fate.WIDENED, Fate.ARRAY_GROWN)


def _lies_over_gone(a: Span, b: Span, record: RecordPair) -> bool:
    """Whether a member got larger over the bytes of a member that is gone."""
    gone = (s for s, now in (row.spans for row in record.rows) if s and now is None)
    return any(s.overlaps(b) and not s.overlaps(a) and not record.fills(s, 0) for s in gone)


def _is_misread(a: Span, b: Span, record: RecordPair) -> bool:
    """Whether what is called a filler is read as another thing, as no filler is."""
    types = record.type_of(a, 0), record.type_of(b, 1)
    if a.type == b.type or types[0] is None or types[1] is None:
        return False
    old, new = record.surfaces
    found = reading(representation(types[0], old), representation(types[1], new), new.target)
    return found.binary == "breaks"


def _of_moved(a: Span, b: Span) -> Fate:
    if a.bits and b.bits and a.bits[0] == b.bits[0]:
        return Fate.BITS_RESIZED
    if a.bits or b.bits:
        return Fate.BITS_MOVED
    return Fate.FLEXIBLE_MOVED if a.size == b.size == 0 else Fate.MOVED


def _of_renamed(a: Span, b: Span, record: RecordPair) -> Fate:
    if _is_reached(a, record, 1) or _is_reached(b, record, 0):
        return Fate.REACHED
    is_same = a.name == b.name and a.size == b.size
    return Fate.WRAPPED if is_same else Fate.RENAMED


def _is_reached(span: Span, record: RecordPair, side: int) -> bool:
    """Whether the other side knows the path of a member, at the same place, as the same thing."""
    found = place_of(span.path, record.layouts[side], record.surfaces[side])
    own = record.type_of(span, 1 - side)
    if found is None or own is None or found[:2] != (span.offset, span.size):
        return False
    old = representation(found[2], record.surfaces[side])
    new = representation(own, record.surfaces[1 - side])
    is_alike = isinstance(old, Members) == isinstance(new, Members)
    return is_alike and reading(old, new, record.surfaces[1].target).binary == "safe"


def _of_gone(span: Span, record: RecordPair) -> Fate:
    if record.fills(span, 0):
        return Fate.FILLER
    if _is_reached(span, record, 1):
        return Fate.REACHED
    if span.size == 0:
        return Fate.REMOVED
    if span.offset >= record.new.size:
        return Fate.CUT
    if not record.met(span, 0):
        return Fate.RETIRED
    return Fate.REMOVED


def _of_new(span: Span, record: RecordPair) -> Fate:
    if _is_reached(span, record, 0):
        return Fate.REACHED
    met = record.met(span, 1)
    is_flexible = span.size == 0
    if is_flexible:
        return Fate.FLEXIBLE_ADDED
    if not met:
        return _of_new_in_nothing(span, record)
    if record.fills(span, 1):
        return Fate.FILLER
    if not any(record.shares(row, span) for row in met):
        return Fate.REPLACING
    if record.is_grown and not record.moved:
        return Fate.GROWN
    if _is_group(span, record):
        return Fate.GROUPED
    return Fate.HOLE_USED if _is_in_old_arm(span, record) else Fate.ARM


def _of_new_in_nothing(span: Span, record: RecordPair) -> Fate:
    """Of a new member in bytes that no real member had."""
    is_filler = record.fills(span, 1)
    fillers = record.fillers_before(span)
    if fillers:
        if is_filler:
            return Fate.FILLER
        if record.is_beside_filler(span):
            return Fate.ARM
        return Fate.CARVED if span.bits and fillers[0].bits else Fate.REUSED
    if span.end > record.old.size:
        return Fate.GROWN
    if is_filler:
        return Fate.HOLE_NAMED
    return Fate.TAIL_USED if span.offset >= record.end_before else Fate.HOLE_USED


def _is_group(span: Span, record: RecordPair) -> bool:
    """Whether a new member holds members that are there under the same names: of a
    ``__struct_group()``, or of a path that leads to them."""
    container = _new_container(span, record)
    there = {(s.path, s.offset, s.size) for s in record.spans[0]}
    if container:
        around = container[: container.rpartition(".")[0].rfind(".") + 1]
        own = [s for s in record.spans[1] if s.path.startswith(container)]
        own = [msgspec.structs.replace(s, path=s.path[len(container) :]) for s in own]
    else:
        around = span.path[: -len(span.name)]
        own = [*inside(span, record.type_of(span, 1), record.surfaces[1])]
    return all((around + s.path, s.offset, s.size) in there for s in own)


def _new_container(span: Span, record: RecordPair) -> str:
    """The outermost record around a new member that only the new side has: ``u.hdr.``."""
    dots = (n for n, character in enumerate(span.path) if character == ".")
    prefixes = (span.path[: n + 1] for n in dots)
    return next((p for p in prefixes if not _has_inside(p, record)), "")


def _has_inside(prefix: str, record: RecordPair) -> bool:
    return any(s.path.startswith(prefix) for s in record.spans[0])


def _is_in_old_arm(span: Span, record: RecordPair) -> bool:
    """Whether a new member lies in a named arm that was there, in bytes that no member of this
    arm had; other arms may have had them."""
    parent = span.path[: -len(span.name)]
    beside = [s for s in record.spans[0] if s.path.startswith(parent)]
    return bool(parent and beside) and not any(s.overlaps(span) for s in beside)


def _of_retyped(
    a: Span, b: Span, types: tuple[CType | None, CType | None], surfaces: Sequence[Surface]
) -> Fate:
    before, after = types
    if before is None or after is None:
        return Fate.RETYPED
    found = _of_arrays(a, b, before, after, surfaces)
    if found is not None:
        return found
    if a.size != b.size:
        return Fate.WIDENED if b.size > a.size else Fate.NARROWED
    if _has_tag_now(before, after, surfaces):
        return Fate.REACHED
    old, new = surfaces
    read_as = reading(representation(before, old), representation(after, new), new.target)
    return Fate.SIGN if read_as == SIGN else Fate.RETYPED


def _of_arrays(
    a: Span, b: Span, before: CType, after: CType, surfaces: Sequence[Surface]
) -> Fate | None:
    """Of arrays of one type with other bounds."""
    old, new = surfaces
    try:
        was, now = plain(before, old), plain(after, new)
    except NotConstantError:
        return None
    if not (isinstance(was, Array) and isinstance(now, Array) and was.of == now.of):
        return None
    if order_of(before, old) != order_of(after, new) or was.count == now.count:
        return None
    if a.size == b.size == 0:
        return Fate.RESPELLED
    if b.size == 0 and was.count == number(1):
        return Fate.FLEXIBLE
    return Fate.ARRAY_GROWN if b.size > a.size else Fate.ARRAY_SHRUNK


def _has_tag_now(before: CType, after: CType, surfaces: Sequence[Surface]) -> bool:
    """Whether a record without a tag got one, or lost it, and says the same."""
    if is_inline(before) == is_inline(after):
        return False
    found = [record_inside(t, s) for t, s in zip((before, after), surfaces, strict=True)]
    return found[0] is not None and found[0] == found[1]


def of(found: Iterable[Event], *fates: Fate) -> tuple[Event, ...]:
    """The events of some fates."""
    return tuple(event for event in found if event.fate in fates)
