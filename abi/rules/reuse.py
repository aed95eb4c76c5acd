"""Fillers that new members take."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdict, Verdicts
from abi.rules.gates import new_member
from abi.rules.grouped import grouped, where
from abi.rules.pair import Judged, Pair, depends, safe
from abi.rules.record_pair import RecordPair


def reused(change: Change, pair: Pair, fate: Fate) -> Iterator[Judged]:
    """Findings on new members in the bytes or bits of fillers."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        taken = record.fillers_before(event.new) if event.new else ()
        names = ", ".join(dict.fromkeys(filler.name or "an unnamed bit-field" for filler in taken))
        old, new = new_member(event.changes[0], names, pair)
        source = _source(event, record)
        return f"takes {where(event)} of {names}", Verdicts(old, new, source)

    return grouped(change, pair, (fate,), say, picture=True)


def _source(event: Event, record: RecordPair) -> Verdict:
    """Code that names a filler which is gone, such as one that sets it to 0, does not build."""
    left = {span.path for span in record.spans[1]}
    taken = record.fillers_before(event.new) if event.new else ()
    gone = [filler.path for filler in taken if filler.name and filler.path not in left]
    return depends(f"code that names {gone[0]} does not build") if gone else safe()
