"""A macro is still defined and cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.reached import STAND_IN, reach
from abi.rules.rule import rule
from abi.rules.wording import names_in_words

_OF_LIBC = re.compile(r"'(\w*(?:INT|LONG|CHAR|SHRT|SIZE|PATH|NAME)\w*_(?:MAX|MIN))'")


_NAMED = re.compile(r"'(\w+)' is not declared|calls (\w+)\(")
_MISSING = re.compile(r"'((?:struct |union |enum )?\w+)' is not|unknown type '(\w+)'")
_AT_RUN_TIME = (
    "a floating constant",
    "reads memory",
    "an address",
    "'*' is not constant",
    "not the ad",
)
"""What a macro without an integer value may be that builds all the same."""


@rule("constant-lost-value", on=ChangeKind.UNJUDGED)
def constant_lost_value(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro had a value and has none now: what it names is not declared any more."""
    if not _is_lost(change):
        return
    header = change.new_place.header if change.new_place else ""
    left = pair.left(ChangeKind.UNJUDGED, header)
    others = [c for c in left if c != change and _is_lost(c) and c.new == change.new]
    reason = change.new.partition(": ")[2]
    leaked = _leaked(change, reason, pair)
    yield pair.finding(
        change,
        f"was {change.old}, and cannot be used now: {reason}"
        + (f" ({names_in_words([c.subject for c in others], 'likewise')})" if others else ""),
        verdicts(
            safe("the value is compiled in"),
            safe("the value is compiled in"),
            leaked or _source(reason, pair),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _leaked(change: Change, reason: str, pair: Pair) -> Verdict | None:
    """Where the header never had what it names by itself: other headers did, for those who
    included them before."""
    named = _MISSING.search(reason)
    own = change.old_place.header if change.old_place else ""
    homes = pair.old.declarations.homes() if named else {}
    name = (named[1] or named[2]) if named else ""
    keys = (name, f"typedef {name}")
    home = next((homes[key] for key in keys if key in homes), "").removeprefix(STAND_IN)
    if not home or home == own or home in reach(own, pair.old):
        return None
    return safe(f"{own} never included {home}: a program that uses it does so itself")


def _source(reason: str, pair: Pair) -> Verdict:
    limit, named = _OF_LIBC.search(reason), _NAMED.search(reason)
    if limit:
        return depends(f"builds where {limit[1]} is declared before, as in <limits.h>")
    keys = (f"variable {named[1]}", f"function {named[2]}") if named else ()
    if reason.startswith(_AT_RUN_TIME) or any(map(pair.new.declarations.has, keys)):
        return depends("it is no integer constant: it builds as a value, not in `#if`, `case` and "
                       "the bounds of arrays")  # fmt: skip
    return breaks("code that uses it does not build")


def _is_lost(change: Change) -> bool:
    is_constant = " " not in change.subject
    return is_constant and change.new.startswith("no value") and not change.old.startswith("no v")
