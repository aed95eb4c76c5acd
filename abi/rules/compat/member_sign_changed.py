"""A number became signed, or unsigned."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.grouped import grouped
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule


@rule("member-sign-changed", on=ChangeKind.MEMBER_RETYPED)
def member_sign_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A number of the same size became signed, or unsigned."""
    return grouped(change, pair, (Fate.SIGN,), _say)


def _say(event: Event, record: RecordPair) -> tuple[str, Verdicts]:
    del record
    was, now = event.types
    why = "the same bytes; values that both types have mean the same"
    return f"{was} is {now} now", verdicts(
        safe(why), safe(why), depends("comparisons and printing of values beyond the common range")
    )
