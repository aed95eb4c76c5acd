"""A record must be aligned otherwise, and no member of it moved."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.aligned import aligned
from abi.rules.pair import Judged, Pair
from abi.rules.rule import rule


@rule("alignment-changed", on=ChangeKind.ALIGNMENT)
def alignment_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A record must be aligned otherwise, and no member of it moved."""
    record = pair.record(change.own)
    if record is not None and not record.is_moved and not record.is_resized:
        yield aligned(change, record, pair)
