"""A filler has another name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("filler-renamed", on=ChangeKind.MEMBER_RENAMED)
def filler_renamed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member that only fills space has another name."""
    record = pair.record(change.own)
    if record is not None and record.only_fillers:
        yield from grouped(change, pair, (Fate.FILLER,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    return f"is called {event.paths[1]} now", verdicts(
        safe("the bytes are the same"),
        safe("the bytes are the same"),
        depends("code that names it, such as one that sets it to 0, does not build"),
    )
