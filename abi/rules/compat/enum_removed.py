"""An enum is gone with all its enumerators."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.enums import enum_pair
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import made_of, removed
from abi.rules.rule import rule


@rule("enum-removed", on=ChangeKind.REMOVED, instead_of=("enumerator-removed", "name-removed"))
def enum_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An enum is gone, and no enum of the new side has any of its enumerators."""
    key = pair.old.declarations.owner(change.subject)
    if key is None or enum_pair(change.subject, pair) is not None:
        return
    names = set(pair.old.enumerators(key))
    left = removed(pair, change.old_place.header if change.old_place else "")
    gone = [c for c in left if c.subject in names or c.subject == key]
    gone += [c for c in made_of(names, pair, left) if c not in gone]
    subject = key if " #" not in key else key.partition("#")[2]
    yield pair.finding(
        change,
        f"removed, with {len([c for c in gone if c.subject in names])} enumerators",
        verdicts(
            depends("compiled in; works as long as the kernel keeps what it stands for"),
            safe("it does not use the names"),
            breaks("code that uses the names does not build"),
        ),
        subject=subject,
        also=[c.subject for c in gone if c.subject != subject],
        covers=gone,
    )
