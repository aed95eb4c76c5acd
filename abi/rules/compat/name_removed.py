"""A name that a header does not have any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import family, first, header_of, made_of, removed
from abi.rules.rule import rule
from abi.rules.wording import names_in_words


@rule("name-removed", on=ChangeKind.REMOVED)
def name_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """Types, constants or macros are not in the headers any more."""
    left = removed(pair, header_of(change))
    gone = family(change, left)
    gone += [c for c in made_of({c.subject for c in gone}, pair, left) if c not in gone]
    head = first(gone)
    others = [c.subject for c in gone if c != head]
    yield pair.finding(
        head,
        names_in_words([head.subject, *others], "removed") if others else "removed",
        verdicts(
            depends("compiled in; works as long as the kernel keeps what it stands for"),
            safe("it does not use the name"),
            breaks("code that uses the name does not build"),
        ),
        also=others,
        covers=gone,
    )
