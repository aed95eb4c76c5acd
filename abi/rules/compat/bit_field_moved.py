"""A bit-field has other bits than before."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Fate
from abi.rules.moves import moved
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("bit-field-moved", on=ChangeKind.MEMBER_MOVED)
def bit_field_moved(change: Change, pair: Pair) -> Iterator[Judged]:
    """A bit-field has other bits than before, or a member became one, or is none any more."""
    found = pair.event(change, Fate.BITS_MOVED)
    if found is not None and not found[0].of(Fate.MOVED):
        yield moved(change, found[0], pair)
