"""Members as spans of bytes: what comparisons of layouts are made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from abi.ctype import CType, InlineRecord
from abi.layout import Layout, Placed
from abi.snapshot import concrete
from abi.spelling import spell
from abi.surface import Surface

_FILLER = re.compile(
    r"(?:(?!n_|nr_|num_|min_|max_|total_|len_|size_|bytes_|blocks_)\w+_)?_*"
    r"(?:pad(?:ding)?|rsvd?|resvd?|revd|reserved?|unused|spare|fill(?:er)?|mbz)"
    r"(?:_?\d+|_[a-f]\d|_\d[a-f])?_*\Z"
    r"|_*res\d+_*\Z|__+(?:align|opaque)\d*\Z",
    re.IGNORECASE,
)


def is_filler(name: str) -> bool:
    """Whether a name says that a member only fills space: ``pad0``, ``reserved``, ``__spare2``.

    So does the lack of one, which only bit-fields can have.
    """
    return not name or bool(_FILLER.match(name))


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
    def place(self) -> tuple[int, int]:
        """First bit and width, in bits, in allocation order; of a member that is no bit-field
        all of its bytes."""
        return self.bits or (8 * self.offset, 8 * self.size)

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
    spelled: dict[CType, str] = {}  # most members have one of few types
    found = []
    for path, leaf in layout.leaves():
        if leaf.type not in spelled:
            spelled[leaf.type] = spell(concrete(leaf.type, surface))
        found.append(_span(path, leaf, spelled[leaf.type]))
    return tuple(found)


def _span(path: str, placed: Placed, ctype: str) -> Span:
    bits = None if placed.bit_offset is None else (placed.bit_offset, placed.bit_width or 0)
    return Span(path, path.rpartition(".")[2], placed.offset, placed.size, ctype, bits)


def look_inside(
    members: Iterable[Span], paths: Collection[str], surface: Surface
) -> tuple[Span, ...]:
    """The members, with those of the records at some paths in these records' place."""
    found: list[Span] = []
    for span in members:
        layout = surface.layout(span.type) if span.path in paths else None
        if isinstance(layout, Layout):
            found += (_shifted(inner, span) for inner in spans(layout, surface))
        else:
            found.append(span)
    return tuple(found)


def _shifted(inner: Span, outer: Span) -> Span:
    bits = inner.bits and (inner.bits[0] + 8 * outer.offset, inner.bits[1])
    path = f"{outer.path}.{inner.path}"
    return Span(path, inner.name, outer.offset + inner.offset, inner.size, inner.type, bits)


def outline(layout: Layout, surface: Surface, arms: int = 4) -> tuple[Span, ...]:
    """As `spans`, but a union of more than `arms` members is one span.

    For pictures: the exit union of ``struct kvm_run`` has more arms than a
    reader can tell apart.
    """
    return tuple(_outline(layout.members, "", surface, arms))


def _outline(
    members: tuple[Placed, ...], prefix: str, surface: Surface, arms: int
) -> Iterator[Span]:
    for placed in members:
        path = f"{prefix}{placed.name or ''}"
        is_union = isinstance(placed.type, InlineRecord) and placed.type.record.kind == "union"
        if is_union and len(placed.members) > arms:
            what = f"union of {len(placed.members)}"
            yield Span(path, placed.name or "union", placed.offset, placed.size, what)
        elif placed.members:
            yield from _outline(
                placed.members, f"{path}." if placed.name else prefix, surface, arms
            )
        elif placed.name is not None or placed.bit_width:
            yield _span(path, placed, spell(concrete(placed.type, surface)))
