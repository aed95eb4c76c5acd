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
    return f"{was} is {now} now", resized(event, record, _by_byte_order(event, record), source)


def _by_byte_order(event: Event, record: RecordPair) -> tuple[Verdict, Verdict]:
    if not is_low_end_first(event, record):
        why = "the low bytes lie at other places"
        return breaks(why), breaks(why)
    return (
        depends("safe if values fit into fewer bytes"),
        depends("safe if a new program leaves 0 in the bytes that are free now"),
    )
