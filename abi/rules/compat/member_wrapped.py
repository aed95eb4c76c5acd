"""A member is reached by another path."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("member-wrapped", on=ChangeKind.MEMBER_RENAMED)
def member_wrapped(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member was put into a named record or union, or taken out of one."""
    return grouped(change, pair, (Fate.WRAPPED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    return f"is reached as {event.paths[1]} now", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        breaks("code that uses the old path does not build"),
    )
