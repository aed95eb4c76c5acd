"""Where a bit-field lies, as GCC's stor-layout.c has it.

Its steps are those of layout_decl (which alignment does the field itself ask for), place_field
(does it have to begin at the next unit of its type) and update_alignment_for_field (what does it
ask of the record); their names stand where they are followed. Everything is in bits.
"""

from __future__ import annotations

import msgspec

from abi.target_model import Target


class BitField(msgspec.Struct, frozen=True):
    """A bit-field before it has a place. Alignments and sizes are in bits."""

    width: int
    is_named: bool
    packed: bool
    user: int
    """What ``aligned`` on the field says; 0: nothing."""
    pack: int
    """``#pragma pack``; 0: none."""
    type_size: int
    type_align: int
    """Of a member of the type."""


class Spot(msgspec.Struct, frozen=True):
    """Where a bit-field begins, and the alignment that it asks of its record."""

    start: int
    record_align: int


def place(field: BitField, position: int, target: Target) -> Spot:
    """The place of a bit-field behind what ends at a position."""
    if field.width == 0:
        return _empty(field, position, target)
    align, is_scalar = _own_align(field, position, target)
    start = round_up(position, align)
    is_free = is_scalar or field.packed or field.pack or not target.bit_field_type_matters
    if not is_free and _straddles(start, field):
        start = round_up(start, field.type_align)
    return Spot(start, _of_record(field, align, target))


def desired_align(field: BitField, position: int, target: Target) -> int:
    """What a bit-field itself asks for, whatever its type."""
    return _own_align(field, position, target)[0]


def _own_align(field: BitField, position: int, target: Target) -> tuple[int, bool]:
    """layout_decl: the field's own alignment, and whether it is a scalar where one could be."""
    align = field.user or 1
    scalar = min(field.width, 8 * target.biggest_align)
    is_scalar = field.width in (8, 16, 32, 64, 128) and position % scalar == 0
    is_scalar = is_scalar and not (field.packed and scalar > 8)
    if is_scalar:
        align = max(align, scalar)
    if not field.packed and not field.user:
        align = min(align, _most_in_record(target))
    return (min(align, field.pack) if field.pack else align), is_scalar


def _most_in_record(target: Target) -> int:
    """The most that an integer is aligned in a record (ADJUST_FIELD_ALIGN)."""
    wide = target.scalars["long long"]
    return 8 * (wide.member if wide.member < wide.align else target.biggest_align)


def _straddles(start: int, field: BitField) -> bool:
    """excess_unit_span: whether it would span more alignment units than its type does."""
    align = field.type_align
    within = start % align
    return round_up(within + field.width, align) // align > field.type_size // align


def _of_record(field: BitField, align: int, target: Target) -> int:
    """update_alignment_for_field: a named bit-field aligns the record as its type would."""
    if not target.bit_field_type_matters:
        return align
    if not (field.is_named or target.anonymous_bit_field_aligns):
        return 1
    most = field.pack or (8 if field.packed else field.type_align)
    return max(align, min(field.type_align, most))


def _empty(field: BitField, position: int, target: Target) -> Spot:
    """``:0`` aligns what follows; no packing is about it."""
    if not target.bit_field_type_matters:
        align = max(8 * target.empty_field_align, field.user)
        return Spot(round_up(position, align), align)
    align = max(field.type_align, field.user)
    own = align if target.anonymous_bit_field_aligns else 1
    return Spot(round_up(position, align), own)


def round_up(number: int, multiple: int) -> int:
    """The next multiple that is no less than a number."""
    return -(-number // multiple) * multiple
