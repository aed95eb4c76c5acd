"""A member is at another offset than before."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Fate
from abi.rules.moves import moved
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("member-moved", on=ChangeKind.MEMBER_MOVED)
def member_moved(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member of a record is at another offset than before."""
    found = pair.event(change, Fate.MOVED)
    if found is not None:
        yield moved(change, found[0], pair)
