"""An ioctl is written in another way."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("ioctl-respelled", on=ChangeKind.RESPELLED)
def ioctl_respelled(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl's number is written out, or put together by `_IO`, and stays the same."""
    ioctls = pair.old_ioctl(change.subject), pair.new_ioctl(change.subject)
    if (ioctls[0] is None) is not (ioctls[1] is None):
        why = safe("the number is the same")
        yield pair.finding(
            change, f"written in another way: {change.old} → {change.new}", verdicts(why, why, why)
        )
