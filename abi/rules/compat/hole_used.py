"""A member lies where the compiler had left a hole."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.gates import new_member
from abi.rules.grouped import grouped, where
from abi.rules.pair import Judged, Pair, safe
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("hole-used", on=ChangeKind.MEMBER_ADDED)
def hole_used(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member lies where the compiler had left a hole."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        del record
        old, new = new_member(event.changes[0], "", pair)
        source = safe("positional initialisers need one more value")
        return f"takes {where(event)}, which were a hole", Verdicts(old, new, source)

    return grouped(change, pair, (Fate.HOLE_USED,), say, picture=True)
