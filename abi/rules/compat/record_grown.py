"""A record got members at its end."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ends import grown
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("record-grown", on=ChangeKind.SIZE)
def record_grown(change: Change, pair: Pair) -> Iterator[Judged]:
    """A struct got members at its end; all others are where they were."""
    record = pair.record(change.own)
    if record is None or record.old.kind == "union":
        return
    if record.is_grown and not record.is_moved:
        yield grown(change, record, pair)
