"""Bytes that were reserved hold a member now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import Fate
from abi.rules.pair import Judged, Pair
from abi.rules.reuse import reused
from abi.rules.rule import rule


@rule("reserved-reused", on=(ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_RENAMED))
def reserved_reused(change: Change, pair: Pair) -> Iterator[Judged]:
    """Bytes that were reserved hold a member now; decided by bytes, not by names."""
    return reused(change, pair, Fate.REUSED)
