"""A mask has more bits."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, bits_lost, sort_of
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("mask-grown", on=ChangeKind.VALUE, instead_of=("value-changed",))
def mask_grown(change: Change, pair: Pair) -> Iterator[Judged]:
    """A mask of all flags has more bits than before, or one of free bits has fewer."""
    if sort_of(change, pair) is not Sort.MASK or bits_lost(change, pair):
        return
    yield pair.finding(
        change,
        f"was {change.old}, is {change.new}: there are more flags",
        verdicts(
            safe("it goes on with the flags that it knows"),
            safe("an old kernel refuses flags that it does not know"),
            safe("a program that passes the whole mask on asks for more than it did"),
        ),
    )
