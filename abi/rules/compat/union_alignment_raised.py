"""A union must be aligned more strictly."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.aligned import aligned
from abi.rules.fates import Fate
from abi.rules.pair import Judged, Pair
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule(
    "union-alignment-raised", on=ChangeKind.ALIGNMENT,
    instead_of=(
        "alignment-changed", "anonymous-record-named", "members-grouped", "union-arm-added",
    ),
)  # fmt: skip
def union_alignment_raised(change: Change, pair: Pair) -> Iterator[Judged]:
    """A new member of a union raised its alignment, and with it that of all records around it."""
    record = pair.record(change.own)
    if record is not None and not record.is_moved and not record.is_resized and _is_raised(record):
        yield aligned(change, record, pair, record.of(*_ARMS))


_ARMS = (Fate.ARM, Fate.GROUPED, Fate.REACHED)


def _is_raised(record: RecordPair) -> bool:
    return record.new.align > record.old.align and bool(record.of(*_ARMS))
