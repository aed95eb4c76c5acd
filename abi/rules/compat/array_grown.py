"""An array has more elements, in bytes that the record had."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("array-grown", on=ChangeKind.MEMBER_RETYPED)
def array_grown(change: Change, pair: Pair) -> Iterator[Judged]:
    """An array has more elements, in bytes that the record had."""
    found = pair.event(change, Fate.ARRAY_GROWN)
    if found is not None and found[1] not in found[0].at_end:
        yield from grouped(change, pair, (Fate.ARRAY_GROWN,), _say, picture=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = event.types
    return f"{was} is {now} now", verdicts(
        depends("safe if a new kernel neither fills in nor takes what the program does not know"),
        depends("an old kernel knows fewer elements"),
        safe("its elements are where they were"),
    )
