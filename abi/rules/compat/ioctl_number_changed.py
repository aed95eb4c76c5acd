"""An ioctl has another number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ioctl import IoctlNumber
from abi.rules.ioctls import codes_of, holder
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule
from abi.rules.unknown_number import unknown


@rule("ioctl-number-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def ioctl_number_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl has another type or number than before."""
    codes = codes_of(change, pair)
    if codes is None or not codes.is_renumbered:
        return
    old, new = codes.old, codes.new
    taken = holder(new.number, pair)
    before, after = unknown(change.subject)
    yield pair.finding(
        change,
        f"was {_short(old)}, is {_short(new)}",
        verdicts(
            before,
            breaks(f"an old kernel takes it for {taken}") if taken else after,
            safe("the name means the new number"),
        ),
    )


def _short(code: IoctlNumber) -> str:
    return f"{code.macro}({code.character}, {code.nr:#x})"
