"""A function is not declared any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("prototype-removed", on=ChangeKind.REMOVED, instead_of=("name-removed",))
def prototype_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """The headers do not declare or define a function any more."""
    if change.subject.startswith(("function ", "variable ")):
        yield pair.finding(
            change,
            "removed",
            verdicts(
                safe("what it used of it is compiled in"),
                safe("it does not use it"),
                breaks("code that uses it does not build"),
            ),
        )
