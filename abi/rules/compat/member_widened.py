"""A member has more bytes."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdict, Verdicts
from abi.rules.grouped import grouped
from abi.rules.growth import size_told
from abi.rules.pair import Judged, Pair, breaks, depends, safe
from abi.rules.record_pair import RecordPair
from abi.rules.retype import is_low_end_first, resized
from abi.rules.rule import rule


@rule("member-widened", on=ChangeKind.MEMBER_RETYPED, instead_of=("record-grown",))
def member_widened(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member has more bytes than before, and none moved for it."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        was, now = event.types
        is_end = event in record.at_end
        sizes = _at_end(event, record, pair) if is_end else _inside(event, record)
        return f"{was} is {now} now", resized(event, record, sizes, safe("values fit"))

    found = pair.event(change, Fate.WIDENED)
    if found is not None and not (found[1] in found[0].at_end and found[0].of(Fate.GROWN)):
        is_end = found[1] in found[0].at_end
        yield from grouped(change, pair, (Fate.WIDENED,), say, picture=True, sizes=is_end)


def _inside(event: Event, record: RecordPair) -> tuple[Verdict, Verdict]:
    if not is_low_end_first(event, record):
        why = "the low bytes lie at other places"
        return breaks(why), breaks(why)
    return (
        depends("safe if the bytes behind it were 0 before"),
        depends("safe if values fit into the bytes that an old kernel looks at"),
    )


def _at_end(event: Event, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict]:
    """Where the record is longer for it."""
    if size_told(event.changes[0], pair):
        return _inside(event, record)
    sizes = f"{record.old.size} bytes, and the record has {record.new.size} now"
    return (
        breaks(f"a program gives {sizes}: the kernel reads or writes past the end"),
        breaks("an old kernel leaves the new bytes as they were"),
    )
