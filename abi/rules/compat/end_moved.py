"""The end of a list moved because the list grew."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, body, numbers, sort_of, words_of
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("end-moved", on=ChangeKind.VALUE, instead_of=("value-changed",))
def end_moved(change: Change, pair: Pair) -> Iterator[Judged]:
    """The end of a list (`X_MAX`, `NUM_X`, `__X_CNT`) has another value, as the list does."""
    if sort_of(change, pair) is not Sort.END:
        return
    others = _of_the_same_list(change, pair)
    yield pair.finding(
        change,
        f"the list ends at {change.new} instead of {change.old}",
        verdicts(
            safe("it goes on with the entries that it knows"),
            safe("an old kernel has fewer entries"),
            _source(change, pair),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _source(change: Change, pair: Pair) -> Verdict:
    """Arrays sized by an end have room for all that is indexed, unless the end came down."""
    values = numbers(change, pair)
    if values is not None and values[1] > values[0]:
        return safe("arrays and loops that are sized by it are larger when recompiled")
    return depends("arrays and loops that are sized by it are smaller when recompiled")


def _of_the_same_list(change: Change, pair: Pair) -> list[Change]:
    """The other ends of the same enum, or macros that one is computed from."""
    owner = pair.new.declarations.owner(change.subject)
    header = change.new_place.header if change.new_place else ""
    found = []
    for other in pair.left(ChangeKind.VALUE, header):
        is_near = owner and pair.new.declarations.owner(other.subject) == owner
        is_near = is_near or _mentions(change, other, pair) or _mentions(other, change, pair)
        if other != change and is_near and sort_of(other, pair) is Sort.END:
            found.append(other)
    return found


def _mentions(change: Change, other: Change, pair: Pair) -> bool:
    return other.subject in words_of(body(change.subject, pair.new))
