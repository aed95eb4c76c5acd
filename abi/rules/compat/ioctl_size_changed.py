"""An ioctl's number says another size."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.ioctls import codes_of
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("ioctl-size-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def ioctl_size_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl's number says another size, and no record that changed explains it."""
    codes = codes_of(change, pair)
    if codes is None or codes.is_renumbered or codes.is_redirected:
        return
    old, new = codes.old, codes.new
    told = _told(change, pair)
    yield pair.finding(
        change,
        f"{old.size} → {new.size} bytes: was {old.number:#x}, is {new.number:#x}",
        verdicts(
            told or breaks("an old program's number is unknown to a new kernel (ENOTTY)"),
            told or breaks("an old kernel knows the old number only (ENOTTY)"),
            safe("the name means the new number"),
        ),
    )


def _told(change: Change, pair: Pair) -> Verdict | None:
    """Where the subsystem finds ioctls without their size."""
    found = (c for c in pair.conventions(change) if c.way == "number")
    return next((safe(c.reason) for c in found), None)
