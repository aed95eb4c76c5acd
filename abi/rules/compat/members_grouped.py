"""Members can be named together."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("members-grouped", on=ChangeKind.MEMBER_ADDED)
def members_grouped(change: Change, pair: Pair) -> Iterator[Judged]:
    """Members can be named together, by a group that was laid over them."""
    return grouped(change, pair, (Fate.GROUPED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    return f"names members that are there, as {event.paths[1]}", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        safe("the members keep their own names"),
    )
