"""An ioctl's number says another size."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ioctls import codes_of
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule
from abi.rules.unknown_number import answer


@rule("ioctl-size-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def ioctl_size_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl's number says another size, and no record that changed explains it."""
    codes = codes_of(change, pair)
    if codes is None or codes.is_renumbered or codes.is_redirected:
        return
    old, new = codes.old, codes.new
    yield pair.finding(
        change,
        f"{old.size} → {new.size} bytes: was {old.number:#x}, is {new.number:#x}",
        verdicts(
            *answer(change, pair),
            safe("the name means the new number"),
        ),
    )
