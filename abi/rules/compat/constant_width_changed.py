"""A macro's value has a wider type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constant_types import alike, is_widened
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("constant-width-changed", on=ChangeKind.TYPE, instead_of=("constant-sign-changed",))
def constant_width_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro has the same value in a wider type, as `1` becomes `1UL`."""
    if " " in change.subject or not is_widened(change, pair):
        return
    others = alike(change, pair)
    yield pair.finding(
        change,
        f"the same value in a type that holds as much: {change.old} → {change.new}",
        verdicts(
            safe("the value is the same"),
            safe("the value is the same"),
            safe("printf formats and `~` see the other type"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )
