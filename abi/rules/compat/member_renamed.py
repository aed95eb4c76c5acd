"""A member has another name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule
from abi.rules.units import changed_unit


@rule("member-renamed", on=ChangeKind.MEMBER_RENAMED)
def member_renamed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member has another name, at the same place and in the same size."""
    return grouped(change, pair, (Fate.RENAMED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = event.types
    types = f", {now} instead of {was}" if was != now else ""
    units = changed_unit(*event.paths)
    if units:
        other = depends(f"the number may be in {units[1]} and not in {units[0]}")
        return f"is called {event.paths[1]} now{types}", verdicts(
            other, other, breaks("code that uses the old name does not build")
        )
    return f"is called {event.paths[1]} now{types}", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        breaks("code that uses the old name does not build"),
    )
