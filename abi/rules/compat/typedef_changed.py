"""A typedef means another type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import Named
from abi.rules.pair import Judged, Pair
from abi.rules.retype import named_otherwise
from abi.rules.rule import rule


@rule("typedef-changed", on=ChangeKind.TYPE)
def typedef_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A typedef stands for another type than before."""
    if change.subject.startswith("typedef "):
        own = Named(change.subject)
        yield pair.finding(
            change, f"was {change.old}, is {change.new}", named_otherwise(own, own, pair)
        )
