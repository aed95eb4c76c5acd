"""A type has another name."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.removals import new_type
from abi.rules.rule import rule

_OF_THE_NEW = (ChangeKind.ADDED, ChangeKind.TYPE)


@rule(
    "type-renamed", on=ChangeKind.REMOVED,
    instead_of=("name-removed", "names-added", "typedef-changed"),
)  # fmt: skip
def type_renamed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A struct, union or enum lives on under another name, with the same members."""
    name = _new_enum(change, pair) if change.subject.startswith("enum ") else ""
    if change.subject.startswith(("struct ", "union ")):
        name = new_type(change, pair)
    if name:
        yield pair.finding(
            change,
            f"is {name} now" if " #" not in name else "has no tag any more",
            verdicts(
                safe("names are not in it, and the bytes are the same"),
                safe("names are not in it, and the bytes are the same"),
                breaks("code that uses the old name does not build"),
            ),
            also=[name] if " #" not in name else [],
            covers=[c for c in pair.by_own.get(name, ()) if c.kind in _OF_THE_NEW],
        )


def _new_enum(change: Change, pair: Pair) -> str:
    """The enum that has the enumerators now."""
    names = pair.old.enumerators(change.subject)
    owners = (pair.new.declarations.owner(name) for name in names)
    return next((key for key in owners if key), "")
