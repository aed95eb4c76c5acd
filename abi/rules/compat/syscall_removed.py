"""A system call has no number any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import is_syscall
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("syscall-removed", on=ChangeKind.REMOVED, instead_of=("name-removed",))
def syscall_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """The headers do not know a system call any more."""
    if is_syscall(change.subject):
        yield pair.finding(
            change,
            f"removed; it was {pair.texts(change)[0]}",
            verdicts(
                depends("works as long as the kernel has the call, else ENOSYS"),
                safe("it does not make the call"),
                breaks("code that uses the number does not build"),
            ),
        )
