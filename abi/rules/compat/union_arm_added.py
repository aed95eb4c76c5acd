"""A union has one more member."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.gates import new_member
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("union-arm-added", on=ChangeKind.MEMBER_ADDED)
def union_arm_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A union has one more member."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        return _wider(event, record, pair) or _say(event, record)

    return grouped(change, pair, (Fate.ARM,), say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del event
    return f"a new member of a union{_size(record)}", verdicts(
        safe("it does not know the value that selects the new member"),
        safe("an old kernel refuses, or never gives, the value that selects it"),
        safe("no other member changed"),
    )


def _size(record: RecordPair) -> str:
    return "" if record.is_resized else f"; {record.key} keeps its {record.new.size} bytes"


def _wider(event: Event, record: RecordPair, pair: Pair) -> tuple[str, Verdicts] | None:
    """Of a member that lies over another one and more: over bytes that had no meaning."""
    if event.new is None:
        return None
    taken = record.taken_beside(event.new)
    if not taken and not record.hole_beside(event.new):
        return None
    names = ", ".join(filler.name for filler in taken)
    old, new = new_member(event.changes[0], names, pair)
    what = f"{names}, which is gone" if names else "a hole"
    message = f"a new member of a union{_size(record)}; it lies over {what}"
    return message, Verdicts(old, new, safe("no other member changed"))
