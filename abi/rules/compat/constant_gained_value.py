"""A macro can be used now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("constant-gained-value", on=ChangeKind.UNJUDGED)
def constant_gained_value(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro named what only the kernel has, and has a value for programs now."""
    if " " in change.subject or not change.old.startswith("no value"):
        return
    header = change.new_place.header if change.new_place else ""
    others = [
        c for c in pair.left(ChangeKind.UNJUDGED, header)
        if c != change and " " not in c.subject and c.old == change.old
        and not c.new.startswith("no value")
    ]  # fmt: skip
    yield pair.finding(
        change,
        _message(change),
        verdicts(
            safe("no program could use it"),
            safe("an old kernel knows the value, if it ever did"),
            safe("code that uses it builds now"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _message(change: Change) -> str:
    reason = change.old.partition(": ")[2]
    if reason == "has no value":
        return f"was empty, and is {change.new} now"
    return f"could not be used ({reason}), and is {change.new} now"
