"""An ioctl has another argument under the same number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ioctls import argument_reading
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("ioctl-argument-changed", on=ChangeKind.RESPELLED)
def ioctl_argument_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl has the same number as before, and another type as its argument."""
    old, new = pair.old_ioctl(change.subject), pair.new_ioctl(change.subject)
    if old is None or new is None or not old.argument or not new.argument:
        return
    found = argument_reading(old.argument, new.argument, pair)
    if found is not None:
        message = f"the same number for another argument: {change.old} → {change.new}"
        yield pair.finding(change, message, found.verdicts())
