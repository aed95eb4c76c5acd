"""Something was inserted before a flexible array."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import FOLLOW_MOVES, Fate
from abi.rules.growth import size_told
from abi.rules.moves import source_of
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("flexible-array-moved", on=ChangeKind.MEMBER_MOVED, instead_of=("record-grown",))
def flexible_array_moved(change: Change, pair: Pair) -> Iterator[Judged]:
    """A flexible array begins at another offset: something was inserted before it."""
    found = pair.event(change, Fate.FLEXIBLE_MOVED)
    if found is None or found[0].moved:
        return
    record = found[0]
    told = size_told(change, pair)
    answer = safe(told) if told else breaks("elements are taken from where they are not")
    events = record.of(Fate.FLEXIBLE_MOVED, *FOLLOW_MOVES)
    yield pair.finding(
        change,
        f"begins at {change.new}, not at {change.old}",
        verdicts(answer, answer, source_of(record)),
        also=[name for name in record.names(events) if name != change.subject],
        covers=[*record.covered(events), *record.size_changes()],
        picture=True,
    )
