"""A bit-field has another width."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("bit-field-resized", on=ChangeKind.MEMBER_MOVED)
def bit_field_resized(change: Change, pair: Pair) -> Iterator[Judged]:
    """A bit-field begins where it began and has another width."""
    return grouped(change, pair, (Fate.BITS_RESIZED,), _say, picture=True)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    old, new = (span.bits[1] if span and span.bits else 0 for span in (event.old, event.new))
    if record.surfaces[1].target.byte_order == "big":
        answers = (breaks("its low bits lie at other places"),) * 2
    elif new > old:
        answers = (
            depends("safe if the bits behind it were 0 before"),
            depends("safe if values fit into the bits that an old kernel looks at"),
        )
    else:
        answers = (
            depends("safe if values fit into fewer bits"),
            depends("safe if a new program leaves 0 in the bits that are free now"),
        )
    return f"has {new} bits, not {old}", verdicts(*answers, safe("the name is the same"))
