"""An ioctl has another direction."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ioctls import codes_of
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule
from abi.rules.unknown_number import unknown


@rule("ioctl-direction-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def ioctl_direction_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl is read where it was written, or the other way; its number shows it."""
    codes = codes_of(change, pair)
    if codes is None or codes.is_renumbered or not codes.is_redirected:
        return
    old, new = codes.old, codes.new
    sizes = f", {old.size} → {new.size} bytes" if old.size != new.size else ""
    yield pair.finding(
        change,
        f"was {old.macro}, is {new.macro}{sizes}: {old.number:#x} → {new.number:#x}",
        verdicts(
            *unknown(change.subject),
            safe("the name means the new number"),
        ),
    )
