"""A constant has another value."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, body, distance, is_implicit, sort_of, words_of
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.rule import rule


@rule("value-changed", on=ChangeKind.VALUE)
def value_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A constant has another value than before, and no other rule knows why."""
    if _is_made_of_others(change, pair):
        return
    others = [*_behind(change, pair), *_made_of(change, pair)]
    excuse = _excuse(change, pair)
    yield pair.finding(
        change,
        f"was {change.old}, is {change.new}",
        verdicts(
            excuse or breaks("it was built with the old value"),
            excuse or breaks("an old kernel means the old value"),
            depends("the name means the new value; values that are kept in files do not"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _excuse(change: Change, pair: Pair) -> Verdict | None:
    """For a default, and for a header that only others include, as `asm-generic/` has them."""
    home = change.new_place.header if change.new_place else ""
    outer = home.replace("asm-generic/", "asm/")
    if outer != home and outer in pair.headers[1]:
        return depends(f"{outer} decides for programs that do not include {home} itself")
    if sort_of(change, pair) is Sort.DEFAULT:
        return depends("a default: breaks programs that compare with it or count on it")
    return None


def _behind(change: Change, pair: Pair) -> list[Change]:
    """Enumerators that follow it without a value of their own, and moved as far."""
    owner = pair.new.declarations.owner(change.subject)
    if owner is None or is_implicit(change.subject, pair.new):
        return []
    every = (c for n in pair.new.enumerators(owner) for c in pair.by_own.get(n, ()))
    return [
        c for c in every
        if c.kind is ChangeKind.VALUE and c != change and is_implicit(c.subject, pair.new)
        and distance(c, pair) == distance(change, pair)
    ]  # fmt: skip


def _made_of(change: Change, pair: Pair) -> list[Change]:
    """Macros that say the same as before, and name it: ``MASK (A | B)``."""
    return [c for c in _left(change, pair) if _names(c, change, pair)]


def _is_made_of_others(change: Change, pair: Pair) -> bool:
    """Whether one that is still to be judged explains it."""
    return any(_names(change, c, pair) for c in _left(change, pair) if c != change)


def _left(change: Change, pair: Pair) -> list[Change]:
    return pair.left(ChangeKind.VALUE, change.new_place.header if change.new_place else "")


def _names(change: Change, other: Change, pair: Pair) -> bool:
    text = body(change.subject, pair.new)
    return other.subject in words_of(text) and text == body(change.subject, pair.old)
