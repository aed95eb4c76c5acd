"""A record got members at its end."""

from __future__ import annotations

from collections.abc import Iterator

from abi.difference import Change, ChangeKind
from abi.rules.growth import growth
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import Bytes
from abi.rules.rule import rule


@rule("record-grown", on=ChangeKind.SIZE)
def record_grown(change: Change, pair: Pair) -> Iterator[Judged]:
    """A struct got members at its end; all others are where they were."""
    record = pair.record(change.own)
    if record is None or not record.is_grown or record.moved or record.removed:
        return
    if record.old.kind == "union":
        return
    tail = [s for s in record.spans[1] if record.was(s) in (Bytes.OUTSIDE, Bytes.TAIL)]
    paths = {f"{record.key}.{span.path}" for span in tail}
    covered = [c for c in record.changes if c.subject in paths or c.subject == record.key]
    old, new = growth(change, record, pair, covered)
    names = ", ".join(span.path for span in tail[:4]) or "padding"
    yield pair.finding(
        change,
        f"grew from {record.old.size} to {record.new.size} bytes at its end, by {names}",
        verdicts(old, new, safe("sizeof is larger, members are where they were")),
        also=sorted(paths),
        covers=covered,
        picture=True,
    )
