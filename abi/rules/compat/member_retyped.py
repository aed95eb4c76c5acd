"""A member has another type of the same size."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair
from abi.rules.record_pair import RecordPair
from abi.rules.retype import retyped
from abi.rules.rule import rule


@rule("member-retyped", on=ChangeKind.MEMBER_RETYPED)
def member_retyped(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member has another type of the same size, at the same place."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        was, now = event.types
        return f"{was} is {now} now", retyped(event, record, pair)

    return grouped(change, pair, (Fate.RETYPED,), say)
