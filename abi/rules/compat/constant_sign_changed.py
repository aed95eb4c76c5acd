"""A macro's value has a narrower type, or one of another sign."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constant_types import alike
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule(
    "constant-sign-changed",
    on=(ChangeKind.TYPE, ChangeKind.VALUE),
    instead_of=("value-changed",),
)
def constant_sign_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro has the same bits in a type that is narrower, or of another sign."""
    is_value = change.kind is ChangeKind.VALUE
    if " " in change.subject or (is_value and sort_of(change, pair) is not Sort.SAME_BITS):
        return
    others = [] if is_value else alike(change, pair)
    yield pair.finding(
        change,
        f"the same bits in another type: {change.old} → {change.new}",
        verdicts(
            safe("the bits are the same"),
            safe("the bits are the same"),
            depends("comparisons with, and conversions to, wider types may turn out otherwise"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )
