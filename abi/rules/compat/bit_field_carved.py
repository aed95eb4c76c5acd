"""Bits that were reserved are a bit-field now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Fate
from abi.rules.pair import Judged, Pair
from abi.rules.reuse import reused
from abi.rules.rule import rule


@rule("bit-field-carved", on=(ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_RENAMED))
def bit_field_carved(change: Change, pair: Pair) -> Iterator[Judged]:
    """Bits that were reserved are a bit-field now."""
    return reused(change, pair, Fate.CARVED)
