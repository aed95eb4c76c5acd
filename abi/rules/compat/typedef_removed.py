"""A typedef is gone."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.removals import family, first, header_of, removed
from abi.rules.rule import rule


@rule("typedef-removed", on=ChangeKind.REMOVED, instead_of=("name-removed",))
def typedef_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """The headers do not have a typedef any more."""
    if not change.subject.startswith("typedef "):
        return
    left = [c for c in removed(pair, header_of(change)) if c.subject.startswith("typedef ")]
    gone = family(change, left)
    head = first(gone)
    yield pair.finding(
        head,
        "removed",
        verdicts(
            safe("names of types are not in it"),
            safe("names of types are not in it"),
            breaks("code that uses the name does not build"),
        ),
        also=[c.subject for c in gone if c != head],
        covers=gone,
    )
