"""An array has fewer elements, and nothing before it moved."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("array-shrunk", on=ChangeKind.MEMBER_RETYPED)
def array_shrunk(change: Change, pair: Pair) -> Iterator[Judged]:
    """An array has fewer elements, and nothing before it moved."""
    found = pair.event(change, Fate.ARRAY_SHRUNK)
    if found is not None and found[1] not in found[0].at_end:
        yield from grouped(change, pair, (Fate.ARRAY_SHRUNK,), _say, picture=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = event.types
    return f"{was} is {now} now", verdicts(
        depends("safe if the elements that are gone were not used"),
        depends("safe if an old kernel does not look at the elements that are gone"),
        depends("code that uses the last elements, or copies as many as there were, overruns it"),
    )
