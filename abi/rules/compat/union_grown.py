"""A union is larger."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.ends import grown
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("union-grown", on=ChangeKind.SIZE)
def union_grown(change: Change, pair: Pair) -> Iterator[Judged]:
    """A union is larger than before, for a member that is larger than all others."""
    record = pair.record(change.own)
    if record is not None and record.is_grown and record.old.kind == "union":
        yield grown(change, record, pair)
