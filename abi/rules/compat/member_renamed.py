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
    was, now = event.types
    types = f", {now} instead of {was}" if was != now else ""
    if _has_changed_places(event, record):
        why = breaks("what had this name lies at another place now")
        source = breaks("code that uses the old name does not build")
        return f"is called {event.paths[1]} now{types}", verdicts(why, why, source)
    units = changed_unit(*event.paths)
    if units:
        other = depends(f"the number may be in {units[1]} and not in {units[0]}")
        return f"is called {event.paths[1]} now{types}", verdicts(
            other, other, breaks("code that uses the old name does not build")
        )
    return f"is called {event.paths[1]} now{types}", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        safe(),  # of code that uses the old name, `abi.rules.accounted` says what becomes
    )


def _has_changed_places(event: Event, record: RecordPair) -> bool:
    """Whether another member of the same record has the old name now, at its own place:
    ``r.op, r.len`` became ``q.len, q.op``."""
    own, new = (path.rpartition(".") for path in event.paths)
    if own[2] == new[2]:
        return False
    return any(path == f"{new[0]}.{own[2]}" for _, path in (e.paths for e in record.events))
