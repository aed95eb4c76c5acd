"""A constant has another name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import new_name
from abi.rules.rule import rule
from abi.rules.successors import is_renamed
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
        same = _same(change.subject, found.subject, pair)
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


def _same(old: str, new: str, pair: Pair) -> Verdict:
    """Of a program that knows the other name: the value is the same, if it means the same."""
    units = changed_unit(old, new)
    if units:
        return depends(f"the number may be in {units[1]} and not in {units[0]}")
    if is_renamed(old, new, pair) or pair.old_ioctl(old) is not None:
        return safe("names are not in it, and the value is the same")
    return depends(f"safe if {new} means what {old} meant, and only the name is another one")
