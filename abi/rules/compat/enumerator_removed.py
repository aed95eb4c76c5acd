"""An enumerator is gone from an enum that is still there."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import distance
from abi.rules.enums import enum_pair
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule(
    "enumerator-removed",
    on=ChangeKind.REMOVED,
    instead_of=("enumerator-inserted", "name-removed", "value-changed"),
)
def enumerator_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An enum does not have an enumerator any more; others may have shifted."""
    enum = enum_pair(change.subject, pair)
    if enum is None:
        return
    gone = [c for c in enum.removed(pair) if c != change]
    shifted = [c for c in enum.shifted(pair) if distance(c, pair) < 0]
    both = breaks("the enumerators behind it mean other numbers") if shifted else None
    yield pair.finding(
        change,
        "removed" + (", and those behind it shifted" if shifted else ""),
        verdicts(
            both or depends("compiled in; works as long as the kernel keeps what it stands for"),
            both or safe("it does not use the name"),
            breaks("code that uses the name does not build"),
        ),
        also=[c.subject for c in (*gone, *shifted)],
        covers=[*gone, *shifted],
    )
