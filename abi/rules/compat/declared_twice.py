"""A name is declared twice."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("declared-twice", on=ChangeKind.REDECLARED)
def declared_twice(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header declares a name a second time, as another thing or with another body."""
    place = change.new_place
    is_known = place is not None and place.header in pair.headers[0]
    why = "a program that includes it does not build"
    unread = safe("nothing of it is compiled in")
    yield pair.finding(
        change,
        change.new,
        verdicts(unread, unread, breaks(why) if is_known else depends(f"a new header: {why}")),
    )
