"""A member is at another offset than before."""

from __future__ import annotations

from collections.abc import Iterator

from abi.difference import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("member-moved", on=ChangeKind.MEMBER_MOVED)
def member_moved(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member of a record is at another offset than before."""
    record = pair.record(change.own)
    if record is None or not record.moved:
        return
    others = [c for c in record.changes if c.kind is ChangeKind.MEMBER_MOVED and c != change]
    added = [c for c in record.changes if c.kind is ChangeKind.MEMBER_ADDED]
    yield pair.finding(
        change,
        f"moved from {change.old} to {change.new}{_undetected(change, pair)}",
        verdicts(
            breaks("a new kernel reads and writes other bytes than the program means"),
            breaks("the same, the other way round"),
            safe("names and types are the same; positional initialisers may not be"),
        ),
        also=[c.subject for c in (*others, *added)],
        covers=[*others, *added, *record.size_changes(), *record.filler_changes()],
        picture=True,
    )


def _undetected(change: Change, pair: Pair) -> str:
    """Whether the number of an ioctl shows the change; that it does not is worth a word."""
    ioctls = pair.ioctls(change.own)
    carried = pair.carried_ioctls(pair.by_own[change.own])
    silent = [i.name for i in ioctls if i.name not in carried]
    return f"; the number of {silent[0]} is the same, so that nothing detects it" if silent else ""
