"""Reserved bytes are divided otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule(
    "reserved-resized",
    on=(
        ChangeKind.MEMBER_RETYPED, ChangeKind.MEMBER_MOVED, ChangeKind.MEMBER_ADDED,
        ChangeKind.MEMBER_REMOVED,
    ),
    instead_of=("filler-renamed",),
)  # fmt: skip
def reserved_resized(change: Change, pair: Pair) -> Iterator[Judged]:
    """Members that only fill space are divided otherwise, or have other types."""
    record = pair.record(change.own)
    if record is not None and record.only_fillers:
        yield from grouped(change, pair, (Fate.FILLER,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = (name or "nothing" for name in event.types)
    return f"{was} is {now} now; both only fill space", verdicts(
        safe("no byte has another meaning"),
        safe("no byte has another meaning"),
        depends("code that names it, such as one that sets it to 0, may not build"),
    )
