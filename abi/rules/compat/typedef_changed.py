"""A typedef means another type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import Named
from abi.evaluate import NotConstantError
from abi.representation import qualifiers, representation
from abi.rules.finding import Verdicts
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.readings import QUALIFIED, SAME, reading
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
        sizes = pair.old.size_of(own), pair.new.size_of(own)
    except NotConstantError as reason:
        unknown = depends(f"it cannot be compared: {reason}")
        return verdicts(unknown, unknown, unknown)
    before, after = representation(own, pair.old), representation(own, pair.new)
    found = reading(before, after, pair.new.target)
    if sizes[0] != sizes[1] and found.binary != "breaks":
        return verdicts(
            breaks(f"it has {sizes[0]} bytes of it, a new kernel {sizes[1]}"),
            breaks("the same, the other way round"),
            depends("what is declared with it has another size"),
        )
    is_constant = qualifiers(own, pair.old) != qualifiers(own, pair.new)
    return (QUALIFIED if found == SAME and is_constant else found).verdicts()
