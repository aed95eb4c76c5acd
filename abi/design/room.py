"""What an interface can still take up: bits to give out, reserved bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from abi.design.bits import bits_of
from abi.design.spans import Span
from abi.layout import Layout


class BitRoom(msgspec.Struct, frozen=True):
    """Bits 0 to `usable` - 1: which are taken, by at least one name."""

    used: int
    usable: int

    @property
    def free(self) -> int:
        """Bits that no name has taken; 0 to `usable`. Not whether a kernel accepts them."""
        return self.usable - len([bit for bit in bits_of(self.used) if bit < self.usable])

    @property
    def beyond(self) -> tuple[int, ...]:
        """Bits that are taken although they cannot be used."""
        return tuple(bit for bit in bits_of(self.used) if bit >= self.usable)


def bit_room(masks: Iterable[int], usable: int) -> BitRoom:
    """The room that masks leave in a word of which `usable` bits may be used."""
    used = 0
    for mask in masks:
        used |= mask
    return BitRoom(used, usable)


class RecordRoom(msgspec.Struct, frozen=True):
    """What a record can take up without growing.

    Bytes in fillers with a name (`reserved`), bits in unnamed and filler
    bit-fields (`reserved_bits`), bytes in holes that no member names (`holes`),
    and bytes by which unions exceed their largest member that is no filler
    (`headroom`). It does not say whether kernels checked any of them for zero,
    which decides whether they can be used.
    """

    reserved: int
    reserved_bits: int
    holes: int
    headroom: int


def record_room(layout: Layout, members: Sequence[Span]) -> RecordRoom:
    """The room of a record, from its layout and its members.

    Bytes that are a filler in one arm of a union and something else in another
    are headroom, not reserved.
    """
    meant = {byte for s in members if not s.is_filler for byte in range(s.offset, s.end)}
    filled = {
        byte for s in members if s.is_filler and s.bits is None for byte in range(s.offset, s.end)
    }
    over = {byte for byte in filled - meant if _is_in_union(byte, members)}
    return RecordRoom(
        reserved=len(filled - meant - over),
        reserved_bits=sum(s.bits[1] for s in members if s.is_filler and s.bits),
        holes=sum(hole.size for hole in layout.holes()),
        headroom=len(over),
    )


def _is_in_union(byte: int, members: Sequence[Span]) -> bool:
    """Whether the filler at a byte lies over a member that ends before the byte."""
    return any(
        filler.is_filler
        and filler.offset <= byte < filler.end
        and any(not other.is_filler and other.overlaps(filler) for other in members)
        for filler in members
    )
