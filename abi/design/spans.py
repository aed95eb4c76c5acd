"""Members as spans of bytes: what comparisons of layouts are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from abi.layout import Layout
from abi.snapshot import concrete
from abi.spelling import spell
from abi.surface import Surface

_FILLER = re.compile(
    r"_*(?:pad(?:ding)?|rsvd|rsv|reserved|resv|unused|spare|fill(?:er)?|mbz)_?\d*_*\Z",
    re.IGNORECASE,
)


def is_filler(name: str) -> bool:
    """Whether a name says that a member only fills space: ``pad0``, ``reserved``, ``__spare2``."""
    return bool(_FILLER.match(name))


class Span(msgspec.Struct, frozen=True):
    """A member without members of its own, with its place in bytes.

    `path` names it from the record (``u.hdr.len``), `name` is the last part.
    Bit-fields have `bits`, as (offset, width) in bits; `offset` and `size` are
    then the bytes that they touch.
    """

    path: str
    name: str
    offset: int
    size: int
    type: str
    bits: tuple[int, int] | None = None

    @property
    def end(self) -> int:
        return self.offset + self.size

    @property
    def declaration(self) -> str:
        """The member as C declares it: ``__u8 mac.bytes[6]``."""
        head, bracket, bounds = self.type.partition("[")
        if "(*" in head:
            return self.type.replace("(*", f"(*{self.path}", 1)
        return f"{head}{'' if head.endswith('*') else ' '}{self.path}{bracket}{bounds}"

    @property
    def is_filler(self) -> bool:
        return is_filler(self.name)

    def overlaps(self, other: Span) -> bool:
        """Whether both have a bit in common."""
        if self.bits and other.bits:
            (a, wide), (b, broad) = self.bits, other.bits
            return a < b + broad and b < a + wide
        return self.offset < other.end and other.offset < self.end


def spans(layout: Layout, surface: Surface) -> tuple[Span, ...]:
    """The members of a record, those of inner records without a tag included."""
    return tuple(
        Span(
            path,
            path.rpartition(".")[2],
            leaf.offset,
            leaf.size,
            spell(concrete(leaf.type, surface)),
            None if leaf.bit_offset is None else (leaf.bit_offset, leaf.bit_width or 0),
        )
        for path, leaf in layout.leaves()
    )


def cuts(layouts: Iterable[tuple[Span, ...]]) -> list[int]:
    """Every byte at which some span of some layout begins or ends, ascending."""
    return sorted({edge for layout in layouts for s in layout for edge in (s.offset, s.end)})
