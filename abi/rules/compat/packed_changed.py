"""A record is packed, or no longer."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.aligned import SOURCE, aligned
from abi.rules.pair import Judged, Pair, depends
from abi.rules.rule import rule


@rule("packed-changed", on=ChangeKind.ALIGNMENT, instead_of=("alignment-changed",))
def packed_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A record became packed, or is packed no longer, and no member of it moved."""
    record = pair.record(change.own)
    if record is None or record.is_moved or record.is_resized:
        return
    old, new = record.declared
    if old and new and (old.packed, old.pack) != (new.packed, new.pack):
        yield aligned(change, record, pair, source=depends(SOURCE))
