"""A value that meant one thing means another."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, is_one_value, number_of, sort_of
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.rule import rule
from abi.rules.successors import successor


@rule(
    "value-reused",
    on=(ChangeKind.VALUE, ChangeKind.REMOVED),
    instead_of=(
        "value-changed", "flag-bit-changed", "constant-renamed", "enum-removed",
        "enumerator-removed", "name-removed", "names-added", "header-added",
    ),
)  # fmt: skip
def value_reused(change: Change, pair: Pair) -> Iterator[Judged]:
    """A constant changed or is gone, and another of the same list has the value that it had."""
    if change.kind is ChangeKind.REMOVED:
        yield from _of_gone(change, pair)
        return
    if sort_of(change, pair) not in (Sort.NUMBER, Sort.FLAG):
        return
    taker = _taker(change, pair)
    if taker:
        yield pair.finding(
            change,
            f"was {change.old}, is {change.new}; {change.old} is {taker} now",
            verdicts(
                breaks(f"what is {change.subject} to it is {taker} to a new kernel"),
                breaks("an old kernel means the old value"),
                depends("the name means the new value; values that are kept in files do not"),
            ),
        )


def _of_gone(change: Change, pair: Pair) -> Iterator[Judged]:
    """Of a constant that is gone: a name with other words for the value is another meaning."""
    found = successor(change, pair)
    if found is not None:
        yield pair.finding(
            change,
            f"is gone, and its value {pair.texts(change)[0]} is {found.subject} now",
            verdicts(
                breaks(f"what is {change.subject} to it is {found.subject} to a new kernel"),
                breaks(f"what is {found.subject} to it is {change.subject} to an old kernel"),
                breaks("code that uses the name does not build"),
            ),
            also=[found.subject],
            covers=[found],
        )


def _taker(change: Change, pair: Pair) -> str:
    """The new or changed constant of the same enum or family that has the old value."""
    old = number_of(change.subject, pair.old)
    header = change.new_place.header if change.new_place else ""
    for kind in (ChangeKind.ADDED, ChangeKind.VALUE):
        for other in pair.by_header.get((kind, header), ()):
            is_kin = other != change and _are_kin(change.subject, other.subject, pair)
            if is_kin and is_one_value(old, number_of(other.subject, pair.new)):
                return other.subject
    return ""


def _are_kin(name: str, other: str, pair: Pair) -> bool:
    """Whether two constants stand in one enum, or begin alike (``LIRC_CAN_``), of which one may be
    a macro and the other an enumerator."""
    owners = pair.new.declarations.owner(name), pair.new.declarations.owner(other)
    if all(owners):
        return owners[0] == owners[1]
    family = name.rpartition("_")[0]
    return bool(family) and other.startswith(f"{family}_")
