"""An ioctl has another argument under the same number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.constant_difference import types_in
from abi.rules.ioctls import UNCLEAR, argument_reading
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule(
    "ioctl-argument-changed",
    on=ChangeKind.RESPELLED,
    instead_of=("enumerator-to-macro", "macro-to-enumerator", "ioctl-respelled"),
)
def ioctl_argument_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl has the same number as before, and another type as its argument."""
    old, new = pair.old_ioctl(change.subject), pair.new_ioctl(change.subject)
    if old is None or new is None:
        return
    found = argument_reading(old.argument, new.argument, pair)
    if not (old.argument and new.argument):  # a size that is computed
        is_same = types_in(change.subject, pair.old) == types_in(change.subject, pair.new)
        found = None if is_same else UNCLEAR
    if found is not None:
        message = f"the same number for another argument: {_said(change, pair)}"
        yield pair.finding(change, message, found.verdicts())


def _said(change: Change, pair: Pair) -> str:
    """What the macros say, or, where that is the same, of which types they speak."""
    if change.old != change.new:
        return f"{change.old} → {change.new}"
    sides = (sorted(types_in(change.subject, surface)) for surface in (pair.old, pair.new))
    return " → ".join(", ".join(types) or "no type" for types in sides)
