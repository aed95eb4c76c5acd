"""Where the members of a record lie on a target.

The rules are those of the System V psABIs as GCC carries them out: a member
starts at a multiple of its alignment; a bit-field goes to the next free bit
unless it would straddle more units of its type than the type itself has (on
m68k it goes there whatever its type: PCC_BITFIELD_TYPE_MATTERS); ``packed``,
``aligned`` and ``#pragma pack`` change the alignment that counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from abi import bit_fields, ms_bit_fields
from abi.bit_fields import round_up
from abi.ctype import Array, CType, InlineRecord, Scalar, unqualified
from abi.declarations import Member, Record
from abi.evaluate import NotConstantError

if TYPE_CHECKING:
    from abi.surface import Surface


class Placed(msgspec.Struct, frozen=True):
    """A member in its place.

    `offset` and `size` are in bytes, from the start of the outermost record.
    A bit-field has `bit_offset` (from the start of the outermost record, in
    allocation order, as DWARF's DW_AT_data_bit_offset) and `bit_width`, in
    bits; its `offset` is then the byte in which it begins and `size` the bytes
    that it touches. `members` are those of a record without a tag.
    """

    name: str | None
    type: CType
    offset: int
    size: int
    align: int
    bit_offset: int | None = None
    bit_width: int | None = None
    members: tuple[Placed, ...] = ()

    @property
    def is_anonymous(self) -> bool:
        """An unnamed struct or union, whose members belong to the record around it."""
        return self.name is None and self.bit_width is None

    @property
    def is_flexible(self) -> bool:
        """An array without a bound, or with the bound 0: it adds no bytes."""
        return self.size == 0 and isinstance(unqualified(self.type), Array)


class Hole(msgspec.Struct, frozen=True, order=True):
    """Padding that no member names; in bytes."""

    offset: int
    size: int


class Layout(msgspec.Struct, frozen=True):
    """A record on a target; sizes in bytes."""

    kind: str
    size: int
    align: int
    members: tuple[Placed, ...]

    def named(self) -> Iterator[Placed]:
        """Members that a program can name, those of anonymous records included."""
        return named(self.members)

    def leaves(self) -> Iterator[tuple[str, Placed]]:
        """Innermost members with their paths (``u.hdr.len``), in the order of declaration."""
        return _leaves(self.members, "")

    def holes(self) -> tuple[Hole, ...]:
        """Bytes that no member covers, trailing padding included."""
        covered = bytearray(min(self.size, _MAPPED))
        for _, leaf in self.leaves():
            covered[leaf.offset : leaf.offset + leaf.size] = b"\1" * max(
                0, min(leaf.offset + leaf.size, len(covered)) - leaf.offset
            )
        return tuple(_gaps(covered))


_MAPPED = 1 << 24
"""Holes are looked for in this many bytes; no uAPI record is larger by its small members."""


def _gaps(covered: bytearray) -> Iterator[Hole]:
    start = covered.find(0)
    while start >= 0:
        end = covered.find(1, start)
        end = len(covered) if end < 0 else end
        yield Hole(start, end - start)
        start = covered.find(0, end)


def named(members: tuple[Placed, ...]) -> Iterator[Placed]:
    """Members that a program can name, those of anonymous records included."""
    for member in members:
        if member.is_anonymous:
            yield from named(member.members)
        elif member.name is not None:
            yield member


def _leaves(members: tuple[Placed, ...], prefix: str) -> Iterator[tuple[str, Placed]]:
    for member in members:
        if member.members:
            path = f"{prefix}{member.name}." if member.name else prefix
            yield from _leaves(member.members, path)
        elif member.name is not None or member.bit_width:
            yield f"{prefix}{member.name or ''}", member


def lay_out(record: Record, surface: Surface) -> Layout:
    """Place the members of a record.

    Raises:
        NotConstantError: a member's type is incomplete or unknown.
    """
    placer = _Placer(record, surface)
    for member in record.members or ():
        placer.place(member)
    _refuse(record, placer.placed)
    return placer.finish()


def _refuse(record: Record, placed: Sequence[Placed]) -> None:
    """Raises for what no C compiler takes (C11 6.7.2.1p3 and p18), though it could be laid out."""
    for member in placed[:-1] if record.kind == "struct" else ():
        if isinstance(member.type, Array) and member.type.count is None:
            raise NotConstantError(f"the flexible array '{member.name}' is not at its end")
    empty = next((member.name for member in placed if member.type == Scalar("void")), None)
    if empty is not None:
        raise NotConstantError(f"'{empty}' is void")
    names = [member.name for member in placed if member.name is not None]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise NotConstantError(f"it has two members '{twice}'")


class _Placer:
    """The state of one record's layout; everything in bits until it is finished.

    Follows update_alignment_for_field, place_field and layout_decl of GCC's
    stor-layout.c, which Linux's ABIs are defined by in practice.
    """

    def __init__(self, record: Record, surface: Surface) -> None:
        self.record = record
        self.surface = surface
        self.is_union = record.kind == "union"
        self.position = 0
        self.end = 0
        # GCC: a later aligned() takes the place of an earlier one (clang takes the largest).
        self.align = 8 * max(1, surface.number(record.aligned[-1])) if record.aligned else 8
        self.placed: list[Placed] = []
        # GCC knows ms_struct for x86 alone, and ignores it elsewhere with a warning.
        is_ms = record.ms_struct and surface.target.headers == "x86"
        self.run = ms_bit_fields.Run(surface.target) if is_ms else None

    def place(self, member: Member) -> None:
        if member.bits is not None:
            width = self.surface.number(member.bits)
            if width > 8 * self.surface.size_of(member.type):
                raise NotConstantError(f"'{member.name}' has more bits than its type")
            self._place_bit_field(member, width)
        else:
            self._place_ordinary(member)

    def finish(self) -> Layout:
        if self.run is not None:
            self.position += self.run.rest()
        end = self.end if self.is_union else self.position
        size = round_up(end, self.align)
        return Layout(self.record.kind, size // 8, self.align // 8, tuple(self.placed))

    def _limit(self, align: int) -> int:
        return min(align, 8 * self.record.pack) if self.record.pack else align

    def _is_packed(self, member: Member) -> bool:
        return self.record.packed or member.packed

    def _user_align(self, member: Member) -> int:
        return max(8 * self.surface.number(a) for a in member.aligned) if member.aligned else 0

    def _natural_align(self, member: Member) -> int:
        """Alignment of a member's type inside a record, in bits."""
        if member.type_aligned:
            return 8 * self.surface.number(member.type_aligned[-1])
        return 8 * self.surface.align_of(member.type, preferred=self.run is not None)

    def _ordinary_align(self, member: Member) -> int:
        user = self._user_align(member)
        if self._is_packed(member):
            align = user or 8
        elif user:
            align = max(user, self._natural_align(member))
        else:
            align = self._natural_align(member)
        return self._limit(align)

    def _place_ordinary(self, member: Member) -> None:
        align = self._ordinary_align(member)
        self.align = max(self.align, align)
        start = 0 if self.is_union else self._start(align)
        size = self.surface.size_of(member.type)
        self._add(
            Placed(
                member.name,
                member.type,
                start // 8,
                size,
                align // 8,
                members=self._inner(member.type, start // 8),
            ),
            start + 8 * size,
        )

    def _start(self, align: int) -> int:
        if self.run is not None:
            return self.run.place_ordinary(self.position, align)
        return round_up(self.position, align)

    def _inner(self, ctype: CType, offset: int) -> tuple[Placed, ...]:
        inner = unqualified(ctype)
        if not isinstance(inner, InlineRecord):
            return ()
        return _moved(self.surface.layout_of(inner.record).members, offset)

    def _place_bit_field(self, member: Member, width: int) -> None:
        field = bit_fields.BitField(
            width,
            member.name is not None,
            self._is_packed(member),
            self._user_align(member),
            8 * self.record.pack,
            8 * self.surface.size_of(member.type),
            self._natural_align(member),
        )
        position = 0 if self.is_union else self.position
        if self.run is not None:
            spot = self.run.place(field, position)
            self.run = ms_bit_fields.Run(self.surface.target) if self.is_union else self.run
        else:
            spot = bit_fields.place(field, position, self.surface.target)
        self.align = max(self.align, spot.record_align)
        self._add_bit_field(member, spot.start, width, field.type_align)

    def _add_bit_field(self, member: Member, start: int, width: int, type_align: int) -> None:
        if width == 0:
            self.position = start
            return
        first, last = start // 8, (start + width - 1) // 8
        self._add(
            Placed(
                member.name,
                member.type,
                first,
                last - first + 1,
                type_align // 8,
                bit_offset=start,
                bit_width=width,
            ),
            start + width,
        )

    def _add(self, placed: Placed, end: int) -> None:
        self.placed.append(placed)
        self.position = end
        self.end = max(self.end, end)


def _moved(members: tuple[Placed, ...], by: int) -> tuple[Placed, ...]:
    """The same members, `by` bytes further on."""
    if not by:
        return members
    return tuple(
        msgspec.structs.replace(
            m,
            offset=m.offset + by,
            bit_offset=None if m.bit_offset is None else m.bit_offset + 8 * by,
            members=_moved(m.members, by),
        )
        for m in members
    )
