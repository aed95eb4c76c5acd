"""Traps that layouts show by themselves: claimed padding, overlaps, moving members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from abi.design.spans import Span
from abi.layout import Hole, Layout


class Claim(msgspec.Struct, frozen=True):
    """A member that lies where another variant leaves bytes without a meaning.

    `was` is what those bytes are there: a ``hole`` that no program had to
    initialise, or the filler member ``was_name``.
    """

    span: Span
    variant: int
    other: int
    was: Literal["hole", "filler"]
    was_name: str


class Overlap(msgspec.Struct, frozen=True):
    """Two members of one record over the same bytes (a union), and who writes which."""

    span: Span
    other: Span
    variant: int
    is_output_over_input: bool
    """`span` is written by the kernel over `other`, which it takes as an input."""


def claims(
    layouts: Sequence[Layout], members: Sequence[Sequence[Span]]
) -> Iterator[Claim]:
    """Claims of each variant on the bytes of an earlier one."""
    for other, layout in enumerate(layouts):
        for variant in range(other + 1, len(layouts)):
            for span in members[variant]:
                if not span.is_filler and span.end <= layouts[other].size:
                    yield from _claims_on(span, variant, other, layout, members[other])


def _claims_on(
    span: Span, variant: int, other: int, layout: Layout, members: Sequence[Span]
) -> Iterator[Claim]:
    if _is_inside(span, layout.holes()):
        yield Claim(span, variant, other, "hole", "")
    for filler in members:
        if filler.is_filler and filler.offset <= span.offset and span.end <= filler.end:
            yield Claim(span, variant, other, "filler", filler.path)


def _is_inside(span: Span, holes: Sequence[Hole]) -> bool:
    return any(h.offset <= span.offset and span.end <= h.offset + h.size for h in holes)


def overlaps(
    members: Sequence[Span], variant: int, inputs: Sequence[str], outputs: Sequence[str]
) -> Iterator[Overlap]:
    """Pairs of members that share bytes; the one the kernel writes comes first."""
    for place, first in enumerate(members):
        for second in members[place + 1 :]:
            if not first.size or not second.size or not first.overlaps(second):
                continue
            span, other = (second, first) if second.name in outputs else (first, second)
            hurts = span.name in outputs and other.name in inputs
            yield Overlap(span, other, variant, hurts)
