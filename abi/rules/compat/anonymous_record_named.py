"""A record without a tag got one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule(
    "anonymous-record-named",
    on=(
        ChangeKind.MEMBER_RETYPED, ChangeKind.MEMBER_RENAMED, ChangeKind.MEMBER_REMOVED,
        ChangeKind.MEMBER_ADDED,
    ),
)  # fmt: skip
def anonymous_record_named(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member's record got a tag, or lost it, and is the same record."""
    return grouped(change, pair, (Fate.REACHED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = (name or "a record without a tag" for name in event.types)
    return f"{was} is {now} now, with the same members", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        safe("members are reached by the same names"),
    )
