"""A hole got a name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.difference import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import Bytes
from abi.rules.rule import rule


@rule("hole-named", on=ChangeKind.MEMBER_ADDED)
def hole_named(change: Change, pair: Pair) -> Iterator[Judged]:
    """Padding that the compiler made got a name, such as `pad0`; no member moved."""
    record = pair.record(change.own)
    row = record and record.row(change)
    span = row.spans[1] if row else None
    if record is None or span is None or not span.is_filler or record.is_grown or record.moved:
        return
    was = record.was(span)
    if was in (Bytes.HOLE, Bytes.TAIL):
        what = "a hole" if was is Bytes.HOLE else "padding at the end"
        yield pair.finding(
            change,
            f"bytes {span.offset}..{span.end - 1} were {what} and have a name now",
            verdicts(
                safe("no member moved"),
                safe("no member moved"),
                safe("positional initialisers need one more value"),
            ),
        )
