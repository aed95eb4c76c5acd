"""A member lies in what was padding at the end of the record."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.gates import new_member
from abi.rules.grouped import grouped, where
from abi.rules.pair import Judged, Pair, safe
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("tail-padding-used", on=ChangeKind.MEMBER_ADDED)
def tail_padding_used(change: Change, pair: Pair) -> Iterator[Judged]:
    """A member lies in what was padding at the end of the record."""

    def say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
        del record
        old, new = new_member(event.changes[0], "", pair)
        source = safe("positional initialisers need one more value")
        return f"takes {where(event)}, which were padding at the end", Verdicts(old, new, source)

    return grouped(change, pair, (Fate.TAIL_USED,), say, picture=True)
