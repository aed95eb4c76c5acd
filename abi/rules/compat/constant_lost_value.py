"""A macro is still defined and cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule
from abi.rules.wording import names_in_words

_OF_LIBC = re.compile(r"'(\w*(?:INT|LONG|CHAR|SHRT|SIZE|PATH|NAME)\w*_(?:MAX|MIN))'")


@rule("constant-lost-value", on=ChangeKind.UNJUDGED)
def constant_lost_value(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro had a value and has none now: what it names is not declared any more."""
    if not _is_lost(change):
        return
    header = change.new_place.header if change.new_place else ""
    left = pair.left(ChangeKind.UNJUDGED, header)
    others = [c for c in left if c != change and _is_lost(c) and c.new == change.new]
    reason = change.new.partition(": ")[2]
    limit = _OF_LIBC.search(reason)
    yield pair.finding(
        change,
        f"was {change.old}, and cannot be used now: {reason}"
        + (f" ({names_in_words([c.subject for c in others], 'likewise')})" if others else ""),
        verdicts(
            safe("the value is compiled in"),
            safe("the value is compiled in"),
            depends(f"builds where {limit[1]} is declared before, as in <limits.h>")
            if limit
            else breaks("code that uses it does not build"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _is_lost(change: Change) -> bool:
    is_constant = " " not in change.subject
    return is_constant and change.new.startswith("no value") and not change.old.startswith("no v")
