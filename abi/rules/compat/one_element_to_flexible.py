"""An array of one element became flexible."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("one-element-to-flexible", on=ChangeKind.MEMBER_RETYPED, instead_of=("record-shrunk",))
def one_element_to_flexible(change: Change, pair: Pair) -> Iterator[Judged]:
    """An array of one element at the end became a flexible one."""
    return grouped(change, pair, (Fate.FLEXIBLE,), _say, sizes=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del event
    source = f"sizeof is {record.new.size}, not {record.old.size}: lengths made with it are others"
    if not record.is_resized:
        source = "sizeof of the array does not build"
    return "was an array of one element and is flexible now", verdicts(
        safe("elements are where they were"),
        safe("elements are where they were"),
        depends(source),
    )
