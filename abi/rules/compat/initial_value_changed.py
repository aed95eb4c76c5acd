"""An object that a header defines has another value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.rule import rule

_NUMBER = re.compile(r"[-+~\s(]*\d[\w.]*[\s)]*")


@rule("initial-value-changed", on=ChangeKind.INITIAL)
def initial_value_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A ``static const`` object of a header begins with another value."""
    is_number = all(_NUMBER.fullmatch(text) for text in (change.old, change.new))
    old = breaks("it was built with the old value")
    new = breaks("an old kernel means the old value")
    if not is_number:
        old = new = depends("what the kernel makes of the values decides")
    source = depends("the name means the new value; values that are kept in files do not")
    yield pair.finding(change, f"was {change.old}, is {change.new}", verdicts(old, new, source))
