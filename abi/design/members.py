"""Which members of N variants are the same thing, and why we think so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from abi.design.spans import Span

Reason = Literal["same name", "same place and type", "same place", "alone"]
Fate = Literal["equal", "moved", "retyped", "moved and retyped", "renamed", "only here"]


class Row(msgspec.Struct, frozen=True):
    """One member over all variants; None where a variant has none.

    `reason` is why the spans are taken for the same member; `fate` sums up
    what becomes of it from variant to variant.
    """

    spans: tuple[Span | None, ...]
    reason: Reason
    fate: Fate


def pair_members(variants: Sequence[Sequence[Span]]) -> tuple[Row, ...]:
    """Pair the members of N variants: by name, then by place and type, then by place.

    A member is in exactly one row. Rows stand in the order of the lowest
    offset, then of the variants.
    """
    rows = _by_name(variants)
    rows = _join(rows, _same_place_and_type, "same place and type")
    rows = _join(rows, _same_place, "same place")
    finished = [Row(tuple(row.spans), row.reason, _fate(row.spans)) for row in rows]
    return tuple(sorted(finished, key=_order))


class _Open(msgspec.Struct):
    spans: list[Span | None]
    reason: Reason


def _by_name(variants: Sequence[Sequence[Span]]) -> list[_Open]:
    rows: dict[str, _Open] = {}
    for index, variant in enumerate(variants):
        for span in variant:
            row = rows.get(span.path)
            if row is None:
                row = rows[span.path] = _Open([None] * len(variants), "alone")
            elif row.spans[index] is None:
                row.reason = "same name"
            row.spans[index] = span
    return list(rows.values())


def _join(rows: list[_Open], matches: Callable[[Span, Span], bool], reason: Reason) -> list[_Open]:
    """Merge rows that never meet in one variant and have spans that match."""
    kept: list[_Open] = []
    waiting: list[_Open] = []  # those of `kept` that miss a variant
    for row in rows:
        if None not in row.spans:
            kept.append(row)
            continue
        other = next((k for k in waiting if _can_join(k, row) and _match(k, row, matches)), None)
        if other is None:
            kept.append(row)
            waiting.append(row)
        else:
            other.spans = [a or b for a, b in zip(other.spans, row.spans, strict=True)]
            other.reason = reason
    return kept


def _can_join(a: _Open, b: _Open) -> bool:
    return not any(x and y for x, y in zip(a.spans, b.spans, strict=True))


def _match(a: _Open, b: _Open, matches: Callable[[Span, Span], bool]) -> bool:
    return any(matches(x, y) for x in a.spans for y in b.spans if x and y)


def _same_place_and_type(a: Span, b: Span) -> bool:
    return (a.offset, a.size, a.bits, a.type) == (b.offset, b.size, b.bits, b.type)


def _same_place(a: Span, b: Span) -> bool:
    return (a.offset, a.size, a.bits) == (b.offset, b.size, b.bits)


def _fate(found: Sequence[Span | None]) -> Fate:
    present = [span for span in found if span is not None]
    if len(present) == 1:
        return "only here"
    has_moved = len({(span.offset, span.bits) for span in present}) > 1
    is_retyped = len({span.type for span in present}) > 1
    if has_moved and is_retyped:
        return "moved and retyped"
    if has_moved:
        return "moved"
    if is_retyped:
        return "retyped"
    return "renamed" if len({span.name for span in present}) > 1 else "equal"


def _order(row: Row) -> tuple[int, int, int]:
    first = next(i for i, span in enumerate(row.spans) if span is not None)
    lowest = min(span.offset for span in row.spans if span is not None)
    span = row.spans[first]
    return lowest, -(span.size if span else 0), first


def shared_bytes(variants: Sequence[Sequence[Span]]) -> int:
    """Bytes that hold the same member in every variant: name, offset, size and type.

    Fillers (``pad``, ``reserved``) do not count. Range: 0 to the size of the
    smallest variant. It does not say that the member means the same.
    """
    return len({byte for span in shared_members(variants) for byte in range(span.offset, span.end)})


def shared_members(variants: Sequence[Sequence[Span]]) -> list[Span]:
    """The members that `shared_bytes` counts, in the order of their offsets."""
    same = set(variants[0]).intersection(*variants[1:])
    return sorted((s for s in same if not s.is_filler), key=lambda s: (s.offset, s.path))
