"""A declaration that is not left to the C library any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("libc-guard-lost", on=ChangeKind.LIBC_GUARD)
def libc_guard_lost(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header declares what the C library has, and asked first whether it has it."""
    yield pair.finding(
        change,
        f"is not under {change.old} any more",
        verdicts(
            safe("the bytes are the same"),
            safe("the bytes are the same"),
            depends("it redefines what libc has: a program that includes both headers does not "
                    "build"),
        ),
    )  # fmt: skip
