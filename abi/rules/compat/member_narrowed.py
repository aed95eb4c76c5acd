"""A member has fewer bytes."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdict, Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, depends
from abi.rules.record_pair import RecordPair
from abi.rules.retype import is_low_end_first, resized
from abi.rules.rule import rule


@rule("member-narrowed", on=ChangeKind.MEMBER_RETYPED)
def member_narrowed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member has fewer bytes than before, and none moved for it."""
    found = pair.event(change, Fate.NARROWED)
    if found is not None and found[1] not in found[0].at_end:
        yield from grouped(change, pair, (Fate.NARROWED,), _say, picture=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    was, now = event.types
    source = depends("safe if the values of a program fit")
    others = _in_its_place(event, record)
    rest = f"; the rest of its bytes is {', '.join(others)}" if others else ""
    return f"{was} is {now} now{rest}", resized(
        event, record, _by_byte_order(event, record), source
    )


def _by_byte_order(event: Event, record: RecordPair) -> tuple[Verdict, Verdict]:
    if not is_low_end_first(event, record):
        why = "the low bytes lie at other places"
        return breaks(why), breaks(why)
    return (
        depends("safe if values fit into fewer bytes"),
        depends("safe if a new program leaves 0 in the bytes that are left"),
    )


def _in_its_place(event: Event, record: RecordPair) -> list[str]:
    """The new members in the bytes that the member had."""
    old, new = event.old, event.new
    if old is None or new is None:
        return []
    others = (b for a, b in (row.spans for row in record.rows) if b is not None and a is None)
    return [b.path for b in others if b.overlaps(old) and not b.overlaps(new)]
