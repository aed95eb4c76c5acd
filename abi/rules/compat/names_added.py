"""New names in a header."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule
from abi.rules.wording import names_in_words


@rule("names-added", on=ChangeKind.ADDED)
def names_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header says more than before: types, constants, ioctls."""
    header = change.new_place.header if change.new_place else ""
    every = pair.left(ChangeKind.ADDED, header)
    names = [c.subject for c in every]
    yield pair.finding(
        change,
        names_in_words(names, "added"),
        verdicts(
            safe("it does not know the new names"),
            safe("an old kernel refuses what it does not know"),
            safe(),
        ),
        subject=header or change.subject,
        also=names,
        covers=every,
    )
