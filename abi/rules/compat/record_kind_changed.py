"""A struct became a union."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, verdicts
from abi.rules.rule import rule
from abi.rules.unknown_number import refusing, unknown


@rule(
    "record-kind-changed", on=ChangeKind.REMOVED,
    instead_of=("name-removed", "names-added", "type-renamed"),
)  # fmt: skip
def record_kind_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A struct became a union of the same tag, or a union a struct."""
    kind, _, tag = change.subject.partition(" ")
    other = {"struct": f"union {tag}", "union": f"struct {tag}"}.get(kind, "")
    added = [c for c in pair.by_own.get(other, ()) if c.kind is ChangeKind.ADDED]
    if added:
        why = "members that lay behind each other lie over each other, or the other way round"
        refused = refusing(change.subject, pair, other)
        binary = unknown(refused.name) if refused else (breaks(why), breaks(why))
        yield pair.finding(
            change,
            f"is {other} now",
            verdicts(*binary, breaks(f"{change.subject} is no type any more")),
            also=[other],
            covers=added,
        )
