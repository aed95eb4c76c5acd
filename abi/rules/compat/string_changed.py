"""A string is another one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Judged, Pair, depends, verdicts
from abi.rules.rule import rule


@rule("string-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def string_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro that is a string, such as the name of a netlink family, says something else."""
    if sort_of(change, pair) is Sort.STRING:
        why = depends("a name that one end looks up must be the same on both")
        yield pair.finding(change, f"was {change.old}, is {change.new}", verdicts(why, why, why))
