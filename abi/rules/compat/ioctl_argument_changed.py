"""An ioctl has another argument under the same number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ioctls import have_same_argument
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.rule import rule


@rule("ioctl-argument-changed", on=ChangeKind.RESPELLED)
def ioctl_argument_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl has the same number as before, and another type as its argument."""
    old, new = pair.old_ioctl(change.subject), pair.new_ioctl(change.subject)
    if old is None or new is None or not old.argument or not new.argument:
        return
    same = have_same_argument(old.argument, new.argument, pair)
    if same:
        return
    if same is None:
        answer = depends("safe if the kernel reads the same bytes as before")
        given = verdicts(answer, answer, depends("the argument has another type"))
    else:
        given = verdicts(
            breaks("a new kernel reads the program's record as another one"),
            breaks("an old kernel reads it as the record of its time"),
            breaks("code that passes the old record does not mean it"),
        )
    yield pair.finding(
        change, f"the same number for another argument: {change.old} → {change.new}", given
    )
