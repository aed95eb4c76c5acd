"""Traps that layouts show by themselves: claimed padding, overlaps, moving members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from abi.design.spans import Span
from abi.layout import Hole, Layout


class Claim(msgspec.Struct, frozen=True):
    """A member that lies where an older variant leaves bytes without a meaning.

    `filler` is the member that fills those bytes there; empty when they are a
    hole, which no program had to initialise.
    """

    span: Span
    variant: int
    older: int
    filler: str = ""


class Overlap(msgspec.Struct, frozen=True):
    """Two members of one record over the same bytes (a union), and who writes which."""

    span: Span
    other: Span
    variant: int
    is_output_over_input: bool
    """`span` is written by the kernel over `other`, which it takes as an input."""


def claims(
    older: int, variant: int, layouts: Sequence[Layout], members: Sequence[Sequence[Span]]
) -> Iterator[Claim]:
    """Claims of one variant on the holes and fillers of an older one."""
    for span in members[variant]:
        if span.is_filler or span.end > layouts[older].size:
            continue
        if any(s.overlaps(span) and not s.is_filler for s in members[older]):
            continue  # those bytes had a meaning already: another arm of a union
        if _is_inside(span, layouts[older].holes()):
            yield Claim(span, variant, older)
        for filler in members[older]:
            if filler.is_filler and filler.offset <= span.offset and span.end <= filler.end:
                yield Claim(span, variant, older, filler.path)


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
