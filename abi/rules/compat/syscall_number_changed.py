"""A system call has another number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("syscall-number-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def syscall_number_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A system call has another number than before."""
    if sort_of(change, pair) is Sort.SYSCALL:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}",
            verdicts(
                breaks("an old program's number is another call, or none (ENOSYS)"),
                breaks("to an old kernel, the new number is another call, or none (ENOSYS)"),
                safe("the name means the new number"),
            ),
        )
