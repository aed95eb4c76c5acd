"""A hole got a name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped, where
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("hole-named", on=ChangeKind.MEMBER_ADDED)
def hole_named(change: Change, pair: Pair) -> Iterator[Judged]:
    """Padding that the compiler made got a name, such as `pad0`; no member moved."""
    record = pair.record(change.own)
    if record is not None and not record.is_moved:
        yield from grouped(change, pair, (Fate.HOLE_NAMED,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    is_tail = event.new is not None and event.new.offset >= record.end_before
    what = "padding at the end" if is_tail else "a hole"
    return f"{where(event)} were {what} and have a name now", verdicts(
        safe("no member moved"),
        safe("no member moved"),
        safe("positional initialisers need one more value"),
    )
