"""A mask has fewer bits."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, bits_lost, sort_of
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("mask-shrunk", on=ChangeKind.VALUE, instead_of=("value-changed",))
def mask_shrunk(change: Change, pair: Pair) -> Iterator[Judged]:
    """A mask of all flags lost bits that programs may use."""
    lost = bits_lost(change, pair) if sort_of(change, pair) is Sort.MASK else 0
    if lost:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}: {lost:#x} is no part of it any more",
            verdicts(
                breaks(f"what it says by {lost:#x} is unknown to a new kernel"),
                safe("it uses fewer bits than an old kernel knows"),
                depends("code that sets or tests the lost bits through the mask does not now"),
            ),
        )
