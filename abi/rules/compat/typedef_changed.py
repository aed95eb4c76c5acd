"""A typedef means another type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import Named
from abi.evaluate import NotConstantError
from abi.representation import plain
from abi.rules.finding import Verdicts
from abi.rules.ioctls import have_same_layout
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("typedef-changed", on=ChangeKind.TYPE)
def typedef_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A typedef stands for another type than before."""
    if change.subject.startswith("typedef "):
        yield pair.finding(
            change, f"was {change.old}, is {change.new}", _verdicts(change.subject, pair)
        )


def _verdicts(key: str, pair: Pair) -> Verdicts:
    own = Named(key)
    try:
        old, new = plain(own, pair.old), plain(own, pair.new)
        sizes = pair.old.size_of(own), pair.new.size_of(own)
        signs = pair.old.is_unsigned(own), pair.new.is_unsigned(own)
    except NotConstantError as reason:
        unknown = depends(f"it cannot be compared: {reason}")
        return verdicts(unknown, unknown, unknown)
    if sizes[0] != sizes[1]:
        return verdicts(
            breaks(f"it has {sizes[0]} bytes of it, a new kernel {sizes[1]}"),
            breaks("the same, the other way round"),
            depends("what is declared with it has another size"),
        )
    if old == new or have_same_layout(own, own, pair):
        same = safe("the same bytes under another name")
        return verdicts(same, same, safe("the name means the same"))
    if signs[0] != signs[1]:
        sign = depends("the bytes are the same; values with the top bit set are others")
        return verdicts(sign, sign, sign)
    other = depends("it has the same size; safe if its bytes mean the same")
    return verdicts(other, other, other)
