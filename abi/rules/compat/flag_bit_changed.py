"""A flag is another bit."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, number_of, sort_of
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("flag-bit-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def flag_bit_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A flag is another bit than before, or none."""
    if sort_of(change, pair) is not Sort.FLAG:
        return
    if number_of(change.subject, pair.new) == 0:
        given = verdicts(
            depends("safe if a new kernel takes the bit as before, or never sets it"),
            safe("it neither sets nor finds the flag"),
            depends("tests for the flag are never true now"),
        )
    else:
        given = verdicts(
            breaks("a new kernel takes its bit for something else"),
            breaks("an old kernel takes the new bit for something else"),
            depends("the name means the new bit; flags that are kept in files do not"),
        )
    yield pair.finding(change, f"was {change.old}, is {change.new}", given)
