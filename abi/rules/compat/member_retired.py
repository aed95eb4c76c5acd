"""A member became a filler."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("member-retired", on=(ChangeKind.MEMBER_REMOVED, ChangeKind.MEMBER_RENAMED))
def member_retired(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member is gone, and its bytes only fill space now."""
    return grouped(change, pair, (Fate.RETIRED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    name = event.paths[1]
    what = f"only {name} now" if name else "a hole now"
    return f"is gone; its bytes are {what}", verdicts(
        depends("safe if a new kernel does without it, and takes what old programs put there"),
        depends("safe if an old kernel takes what a new program leaves there, such as 0"),
        breaks("code that names it does not build"),
    )
