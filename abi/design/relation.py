"""What one layout keeps of another: the bytes, the places, the names."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from abi.design.spans import Span
from abi.layout import Layout


class Relation(msgspec.Struct, frozen=True):
    """An older record beside a newer one. Sizes and offsets are in bytes.

    `prefix`: bytes from the start that both fill alike, in type and place, under
    whatever names; 0 to the smaller size. `same` counts the older one's members
    that are found again at their place with their size, of `of` that are no
    fillers. `renamed` are pairs of paths at one place. None of it says that a
    member means the same.
    """

    sizes: tuple[int, int]
    prefix: int
    same: int
    of: int
    renamed: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    """Members of the older one that have no place in the newer."""
    named: tuple[str, ...]
    """Members of the newer one over fillers or holes of the older."""
    recut: tuple[str, ...]
    """Fillers of the newer one that the older one cuts otherwise, within its size."""

    @property
    def is_same_layout(self) -> bool:
        """The same size, and all members at the same places: nothing of an ABI changes."""
        return self.sizes[0] == self.sizes[1] and self.same == self.of and not self.named

    @property
    def is_prefix(self) -> bool:
        """The newer one begins as the whole of the older one does."""
        return self.sizes[0] < self.sizes[1] and self.prefix == self.sizes[0]

    @property
    def breaks_source(self) -> bool:
        """Whether a program that names the older one's members compiles no more."""
        return bool(self.renamed or self.lost)


def relate(
    layouts: tuple[Layout, Layout], members: tuple[Sequence[Span], Sequence[Span]]
) -> Relation:
    """The relation of two records, the older one first."""
    old, new = ([s for s in own if not s.is_filler] for own in members)
    places = {_place(span): span for span in new}
    kept = [(span, places[_place(span)]) for span in old if _place(span) in places]
    return Relation(
        sizes=(layouts[0].size, layouts[1].size),
        prefix=common_prefix(members, tuple(layout.size for layout in layouts)),
        same=len(kept),
        of=len(old),
        renamed=tuple((a.path, b.path) for a, b in kept if a.path != b.path),
        lost=tuple(span.path for span in old if _place(span) not in places),
        named=tuple(
            span.path
            for span in new
            if span.end <= layouts[0].size and not any(span.overlaps(other) for other in old)
        ),
        recut=tuple(_recut(members, layouts[0].size)),
    )


def _place(span: Span) -> tuple[object, ...]:
    return span.offset, span.size, span.bits


def _recut(members: tuple[Sequence[Span], Sequence[Span]], size: int) -> list[str]:
    old = {_place(span) for span in members[0] if span.is_filler}
    return [
        span.path
        for span in members[1]
        if span.is_filler and span.offset < size and _place(span) not in old
    ]


def common_prefix(members: Sequence[Sequence[Span]], sizes: Sequence[int]) -> int:
    """Bytes from the start that N records fill with members of the same types and places.

    Names do not count. Range: 0 to the size of the smallest.
    """
    shapes = [{(*_place(span), span.type, span.is_filler) for span in own} for own in members]
    shared = set.intersection(*shapes) if shapes else set()
    end = min(sizes, default=0)
    for own in members:
        for span in own:
            if (*_place(span), span.type, span.is_filler) not in shared:
                end = min(end, span.offset)
    return end
