"""Records that must be aligned otherwise than before."""

from __future__ import annotations

from collections.abc import Iterable

from abi.change import Change
from abi.rules.fates import Event
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair

SOURCE = "records of programs that embed it are laid out otherwise"


def aligned(
    change: Change,
    record: RecordPair,
    pair: Pair,
    events: Iterable[Event] = (),
    source: Verdict | None = None,
) -> Judged:
    """The finding about a record whose members are where they were; `events` are the cause."""
    events = tuple(events)
    covered = [*record.size_changes(), *(record.covered(events) if events else ())]
    answer = safe("its members are where they were")
    return pair.finding(
        change,
        f"must be aligned to {record.new.align} bytes, not to {record.old.align}",
        verdicts(answer, answer, source or depends(SOURCE)),
        also=record.names(events),
        covers=covered,
        picture=bool(events),
    )  # fmt: skip
