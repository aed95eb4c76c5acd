"""A record is smaller."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ends import shrunk
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("record-shrunk", on=ChangeKind.SIZE)
def record_shrunk(change: Change, pair: Pair) -> Iterator[Judged]:
    """A record lost bytes at its end; all that is left is where it was."""
    record = pair.record(change.own)
    if record is not None and record.is_shrunk and not record.is_moved:
        yield shrunk(change, record, pair)
