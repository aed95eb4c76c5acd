"""A header is new."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("header-added", on=ChangeKind.HEADER_ADDED, instead_of=("names-added",))
def header_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header is new, with all that it declares."""
    names = pair.left(ChangeKind.ADDED, change.subject)
    yield pair.finding(
        change,
        f"a new header with {len(names)} names",
        verdicts(
            safe("it does not know the header"),
            safe("an old kernel refuses what it does not know"),
            safe("no program includes it yet"),
        ),
        also=[c.subject for c in names],
        covers=names,
    )
