"""A name that a header does not have any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.difference import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("name-removed", on=ChangeKind.REMOVED)
def name_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A type, constant or macro is not in the headers any more."""
    yield pair.finding(
        change,
        "removed",
        verdicts(
            depends("compiled in; works as long as the kernel keeps what it stands for"),
            safe("it does not use the name"),
            breaks("code that uses the name does not build"),
        ),
    )
