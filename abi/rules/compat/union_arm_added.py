"""A union has one more member."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("union-arm-added", on=ChangeKind.MEMBER_ADDED)
def union_arm_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A union has one more member, and the record is as large as before."""
    return grouped(change, pair, (Fate.ARM,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    return f"a new member of a union; {record.key} keeps its {record.new.size} bytes", verdicts(
        safe("it does not know the value that selects the new member"),
        safe("an old kernel refuses, or never gives, the value that selects it"),
        safe("no other member changed"),
    )
