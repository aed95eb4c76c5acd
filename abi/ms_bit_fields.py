"""Where members of a record with ``ms_struct`` lie, as GCC's stor-layout.c has it on x86.

A run of bit-fields whose types have one size shares units of that size; a bit-field whose type has
another size, or anything else, begins behind the whole unit. The steps are those of place_field and
update_alignment_for_field where targetm.ms_bitfield_layout_p holds. Everything is in bits.
"""

from __future__ import annotations

from abi.bit_fields import BitField, Spot, desired_align, round_up
from abi.target_model import Target


class Run:
    """The bit-fields so far that the next one may join."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.before: BitField | None = None
        """prev_field: the first bit-field of the run."""
        self.left = 0
        """remaining_in_alignment: what no bit-field of the run has of its last unit."""

    def place(self, field: BitField, position: int) -> Spot:
        """The place of a bit-field behind what ends at a position."""
        align = desired_align(field, position, self.target)
        record_align = self._of_record(field, align)
        before = self.before
        if before is None:
            position = round_up(position, align)
        elif field.width and before.width and field.type_size == before.type_size:
            return Spot(self._within(field, position, align), record_align)
        else:
            position = self._behind(position, align)
            before = before if before.width else None
            self.before = self.before if field.width else None
        if before.type_size != field.type_size if before else field.width:
            self.left = field.type_size - field.width
            type_align = 8 if field.packed else field.type_align
            position = round_up(position, _limit(type_align, field.pack))
            self.before = None
        self.before = self.before or field
        return Spot(position, record_align)

    def place_ordinary(self, position: int, align: int) -> int:
        """Where a member begins that is no bit-field."""
        if self.before is not None:
            position = self._behind(position, align)
        self.before, self.left = None, 0
        return round_up(position, align)

    def rest(self) -> int:
        """What the last member adds behind itself, if it is a bit-field."""
        return self.left if self.before is not None and self.before.width else 0

    def _within(self, field: BitField, position: int, align: int) -> int:
        if field.width <= self.left:
            self.left -= field.width
            return position
        start = position + self.left
        self.before, self.left = field, field.type_size - field.width
        return start if position % align == 0 else round_up(start, align)

    def _behind(self, position: int, align: int) -> int:
        """The end of the run's unit; what asks to be aligned is aligned only if it was not so
        where the run ended."""
        end = position + self.rest()
        return end if position % align == 0 else round_up(end, align)

    def _of_record(self, field: BitField, align: int) -> int:
        """A bit-field aligns the record as its type would; ``:0`` only behind a bit-field."""
        has_run = self.before is not None and self.before.width > 0
        counts = not field.packed if field.width else has_run
        return _limit(max(align, field.type_align), field.pack) if counts else 1


def _limit(align: int, pack: int) -> int:
    return min(align, pack) if pack else align
