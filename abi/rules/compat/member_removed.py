"""A member is gone."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.design.members import Row
from abi.design.spans import Span
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("member-removed", on=ChangeKind.MEMBER_REMOVED)
def member_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member is gone, and others have its bytes."""
    return grouped(change, pair, (Fate.REMOVED,), _say, picture=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    rows = record.met(event.old, 0) if event.old else []
    source = breaks("code that names it does not build")
    if not rows:
        why = "safe if what it named is still there"
        return "is gone; it had no bytes", verdicts(depends(why), depends(why), source)
    elsewhere = _elsewhere(event, record)
    if elsewhere:
        why = f"{elsewhere} lies at another place"
        return f"is gone; {why}", verdicts(breaks(why), breaks(why), source)
    if all(_shared(row, event.old) for row in rows):
        why = "the other members of its union are where they were"
        return "is gone from a union", verdicts(safe(why), safe(why), source)
    names = ", ".join(s.path for s in (row.spans[1] for row in rows) if s)
    if any(_is_larger(row) for row in rows):
        why = f"{names} lies over its bytes"
        return f"is gone, and {why} now", verdicts(breaks(why), breaks(why), source)
    why = f"safe if {names} mean the same bytes together"
    return f"is gone; its bytes are {names} now", verdicts(depends(why), depends(why), source)


def _shared(row: Row, gone: Span | None) -> bool:
    """Whether a member that is there had bytes in common with the one that is gone."""
    before = row.spans[0]
    return bool(before and gone and row.spans[1] and before.overlaps(gone))


def _is_larger(row: Row) -> bool:
    """Whether a member was there, too, and took more bytes."""
    before, after = row.spans
    return before is not None and after is not None and after.size > before.size


def _elsewhere(event: Event, record: RecordPair) -> str:
    """The new member of the same name that has other bytes; empty where there is none."""
    old = event.old
    new = (b for a, b in (row.spans for row in record.rows) if a is None and b is not None)
    found = (b.path for b in new if old and b.name == old.name and b.place != old.place)
    return next(found, "")
