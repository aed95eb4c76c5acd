"""A flexible array at the end."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("flexible-array-added", on=ChangeKind.MEMBER_ADDED)
def flexible_array_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A flexible array names what follows the record, or other members of it."""
    return grouped(change, pair, (Fate.FLEXIBLE_ADDED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    at = event.new.offset if event.new else 0
    return f"begins at byte {at} of {record.new.size}; it adds no bytes", verdicts(
        safe("size and members are as before"),
        safe("size and members are as before"),
        safe("sizeof is the same; arrays of the record draw a warning"),
    )
