"""Enumerators were put before others."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.enums import EnumPair, enum_pair
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.rule import rule


@rule("enumerator-inserted", on=ChangeKind.VALUE, instead_of=("value-changed",))
def enumerator_inserted(change: Change, pair: Pair) -> Iterator[Judged]:
    """Enumerators came before others that have no value of their own, and shift them."""
    enum = enum_pair(change.subject, pair)
    if enum is None or sort_of(change, pair) is not Sort.SHIFTED:
        return
    if not enum.added_before(change.subject) and not enum.is_reordered:
        return
    others = [c for c in enum.shifted(pair) if c != change]
    yield pair.finding(
        change,
        f"{_cause(enum, change.subject)}: {change.old} became {change.new}",
        verdicts(
            breaks("the number that it was built with means something else"),
            breaks("an old kernel means something else by the new number, or nothing"),
            depends("it means the same by name; numbers that are kept in files do not"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _cause(enum: EnumPair, name: str) -> str:
    added = enum.added_before(name)
    return f"behind {added[0]}, which is new" if added else "the enumerators have another order"
