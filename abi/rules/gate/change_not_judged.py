"""See ``change_not_judged.md``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change
from abi.rules.pair import Judged, Pair, depends, verdicts
from abi.rules.rule import Rule


def _judge(change: Change, pair: Pair) -> Iterator[Judged]:
    unknown = depends("no rule knows such a change: a person has to decide")
    old, new = pair.texts(change)
    message = f"{change.kind}: {old or 'nothing'} → {new or 'nothing'}"
    yield pair.finding(change, message, verdicts(unknown, unknown, unknown))


change_not_judged = Rule(
    "change-not-judged",
    "gate",
    "A change that no rule has anything to say of.",
    ("change",),
    _judge,
)
