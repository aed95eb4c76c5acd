"""A record lost its definition."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.declarations import Record
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule
from abi.surface import Surface


@rule("record-became-opaque", on=ChangeKind.UNJUDGED)
def record_became_opaque(change: Change, pair: Pair) -> Iterator[Judged]:
    """A record is only declared on one side, so that nobody can say what its bytes are."""
    if _is_opaque(change, pair.new) and not _is_opaque(change, pair.old):
        why = depends("its members cannot be compared: the headers do not define them any more")
        source = breaks("code that uses its members or its size does not build")
        yield pair.finding(change, "is only declared now", verdicts(why, why, source))
    elif _is_opaque(change, pair.old) and not _is_opaque(change, pair.new):
        why = safe("programs could not know its members before")
        yield pair.finding(change, "was only declared and is defined now", verdicts(why, why, why))


def _is_opaque(change: Change, surface: Surface) -> bool:
    found = surface.declaration(change.subject)
    return isinstance(found, Record) and found.members is None
