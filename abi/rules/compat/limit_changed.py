"""A limit or a size is another one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, distance, is_start, sort_of
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule

_OF_THE_KERNEL = {
    "AT_VECTOR_SIZE_ARCH": "it sizes an array of the kernel's; programs read the auxiliary vector "
    "up to AT_NULL (getauxval(3))",
}
"""Limits that are in headers for programs and mean nothing to them, with what says so."""


@rule("limit-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def limit_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A limit, a length or a size has another value than before."""
    if sort_of(change, pair) is Sort.LIMIT:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}",
            verdicts(
                *_binary(change, pair),
                safe("arrays that are sized by it have another size"),
            ),
        )


def _binary(change: Change, pair: Pair) -> tuple[Verdict, Verdict]:
    """A side with the smaller range meets what lies outside of it, and the other is refused."""
    if change.subject in _OF_THE_KERNEL:
        return (safe(_OF_THE_KERNEL[change.subject]),) * 2
    if is_start(change.subject):
        return (
            depends("safe if it copes with values outside of the range that it knows"),
            depends("safe if it copes with what an old kernel refuses"),
        )
    if distance(change, pair) < 0:
        return (
            depends("safe if it copes with what a new kernel refuses"),
            depends("safe if its buffers are as large as what an old kernel gives"),
        )
    return (
        depends("safe if its buffers are as large as what a new kernel gives"),
        depends("safe if it copes with what an old kernel refuses"),
    )
