"""A constant that tells a record's size."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("size-constant-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def size_constant_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A constant that is computed from a record's size changed with the record."""
    if sort_of(change, pair) is Sort.SIZE:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}, as the sizes that it is made of",
            verdicts(
                safe("the record decides: its own finding tells"),
                safe("the record decides: its own finding tells"),
                safe("buffers that are sized by it have another size"),
            ),
        )
