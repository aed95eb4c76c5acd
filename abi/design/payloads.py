"""Records that N variants lead to, and which of them are shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from abi.design.spans import Span, spans
from abi.layout import Layout
from abi.surface import Surface

Sharing = Literal["shared", "differs", "alone"]


class Payload(msgspec.Struct, frozen=True):
    """One record over all variants: its size in bytes in each, None where it is absent.

    ``shared``: every variant has it, with the same members at the same
    offsets. ``differs``: more than one has a record of this name, but not all
    have it or not all lay it out alike. ``alone``: one variant has it.
    """

    key: str
    sizes: tuple[int | None, ...]
    sharing: Sharing
    alike: tuple[int, ...]
    """For each variant a number, equal where the layouts are; -1 where it is absent."""


def payloads(surfaces: Sequence[Surface], keys: Sequence[Sequence[str]]) -> tuple[Payload, ...]:
    """All records that the variants lead to, in the order in which they come up."""
    every = dict.fromkeys(key for own in keys for key in own)
    return tuple(_payload(key, surfaces, keys) for key in every)


def _payload(key: str, surfaces: Sequence[Surface], keys: Sequence[Sequence[str]]) -> Payload:
    layouts = [s.layout(key) if key in own else None for s, own in zip(surfaces, keys, strict=True)]
    shapes: list[tuple[int, tuple[Span, ...]]] = []
    alike: list[int] = []
    for layout, surface in zip(layouts, surfaces, strict=True):
        if not isinstance(layout, Layout):
            alike.append(-1)
            continue
        shape = (layout.size, _meaningful(layout, surface))
        if shape not in shapes:
            shapes.append(shape)
        alike.append(shapes.index(shape))
    sizes = tuple(found.size if isinstance(found, Layout) else None for found in layouts)
    present = [number for number in alike if number >= 0]
    sharing: Sharing = "alone" if len(present) == 1 else "differs"
    if len(present) == len(surfaces) and len(shapes) == 1:
        sharing = "shared"
    return Payload(key, sizes, sharing, tuple(alike))


def _meaningful(layout: Layout, surface: Surface) -> tuple[Span, ...]:
    """Members without fillers: naming a hole ``pad0`` does not make another record."""
    return tuple(span for span in spans(layout, surface) if not span.is_filler)


class PairShare(msgspec.Struct, frozen=True):
    """What two variants have in common: records alike, of how many, and bytes likewise."""

    first: int
    second: int
    records: int
    of_records: int
    size: int
    of_size: int

    @property
    def percent(self) -> int:
        """Bytes of records that are alike, in per cent of all that either leads to."""
        return round(100 * self.size / self.of_size) if self.of_size else 0


def pair_share(found: Sequence[Payload], first: int, second: int) -> PairShare:
    """The overlap of two variants (Jaccard's index over records, weighted by bytes).

    A record counts as common when both lead to one of that name whose members,
    fillers aside, lie at the same offsets. Range 0 to 100 per cent.
    """
    records = of_records = size = of_size = 0
    for payload in found:
        a, b = payload.sizes[first], payload.sizes[second]
        if a is None and b is None:
            continue
        of_records += 1
        of_size += max(a or 0, b or 0)
        if a is not None and b is not None and payload.alike[first] == payload.alike[second]:
            records += 1
            size += max(a, b)
    return PairShare(first, second, records, of_records, size, of_size)
