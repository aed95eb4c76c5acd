"""A flexible array is written another way."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("flexible-array-respelled", on=ChangeKind.MEMBER_RETYPED)
def flexible_array_respelled(change: Change, pair: Pair) -> Iterator[Judged]:
    """A flexible array is written `[]` instead of `[0]`, or the other way round."""
    return grouped(change, pair, (Fate.RESPELLED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = event.types
    return f"{was} is {now} now", verdicts(
        safe("the layout is the same"),
        safe("the layout is the same"),
        depends(
            "sizeof of the array, arrays of the record and members behind it in a record of a "
            "program may not build"
        ),
    )
