"""A new ioctl has the number of one that was given up."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ioctls import argument_reading, given_up, is_near_given_up
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("ioctl-number-reused", on=ChangeKind.ADDED, instead_of=("header-added", "names-added"))
def ioctl_number_reused(change: Change, pair: Pair) -> Iterator[Judged]:
    """A new ioctl has the number of one that is gone or renumbered, with another argument."""
    if not is_near_given_up(change, pair):
        return
    new = pair.new_ioctl(change.subject)
    before = given_up(pair).get(new.code.number, "") if new else ""
    old = pair.old_ioctl(before) if before else None
    if old is None or new is None or not argument_reading(old.argument, new.argument, pair):
        return
    yield pair.finding(
        change,
        f"has the number {new.code.number:#x}, which was that of {before}",
        verdicts(
            breaks(f"a new kernel takes an old program's {before} for it"),
            depends(f"safe if no kernel that still has {before} is asked"),
            safe(),
        ),
    )
