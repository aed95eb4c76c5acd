"""A limit or a size is another one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("limit-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def limit_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A limit, a length or a size has another value than before."""
    if sort_of(change, pair) is Sort.LIMIT:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}",
            verdicts(
                depends("safe if its buffers are as large as what a new kernel gives"),
                depends("safe if it copes with what an old kernel refuses or gives"),
                safe("arrays that are sized by it have another size"),
            ),
        )
