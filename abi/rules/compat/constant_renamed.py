"""A constant has another name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import new_name
from abi.rules.rule import rule
from abi.rules.units import changed_unit


@rule(
    "constant-renamed",
    on=ChangeKind.REMOVED,
    instead_of=("enumerator-removed", "enum-removed", "name-removed", "names-added"),
)
def constant_renamed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A constant is gone, and a new one beside it has its value and nearly its name."""
    found = new_name(change, pair) if " " not in change.subject else None
    if found is not None:
        units = changed_unit(change.subject, found.subject)
        same = safe("names are not in it, and the value is the same")
        if units:
            same = depends(f"the number may be in {units[1]} and not in {units[0]}")
        yield pair.finding(
            change,
            f"is {found.subject} now, with the same value",
            verdicts(
                same,
                same,
                breaks("code that uses the old name does not build"),
            ),
            also=[found.subject],
            covers=[found],
        )
