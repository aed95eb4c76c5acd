"""A header can not be included twice any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("include-guard-lost", on=ChangeKind.GUARD_LOST)
def include_guard_lost(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header that declares records or enums is not kept from being read twice."""
    yield pair.finding(
        change,
        change.new,
        verdicts(
            safe("nothing of it is compiled in"),
            safe("nothing of it is compiled in"),
            breaks("a program that gets it twice, by itself and by another header, does not build"),
        ),
    )
