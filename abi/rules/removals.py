"""Names that are gone: which of them went together, and which live on under another name."""

from __future__ import annotations

import functools
from collections import Counter

from abi.change import Change, ChangeKind
from abi.ctype import Named
from abi.declarations import Typedef
from abi.rules.constants import body, is_one_value, number_of, words_of
from abi.rules.ioctls import have_same_layout, have_same_members
from abi.rules.pair import Pair
from abi.rules.units import changed_unit

_ALIKE = 0.6


def family(change: Change, left: list[Change]) -> list[Change]:
    """Those of `left` whose names begin alike: with two words that some share, or with one."""
    pairs = Counter(_words(c, 2) for c in left)

    def of(one: Change) -> tuple[str, ...]:
        two = _words(one, 2)
        return two if pairs[two] > 1 else _words(one, 1)

    return [c for c in left if of(c) == of(change)]


def _words(change: Change, count: int) -> tuple[str, ...]:
    name = change.subject.rpartition(" ")[2]
    return tuple(name.strip("_").split("_")[:count])


def first(changes: list[Change]) -> Change:
    """The one that stands first in its header."""
    return min(changes, key=lambda c: (c.old_place.line if c.old_place else 0, c.subject))


def header_of(change: Change) -> str:
    """The header in which the name stood."""
    return change.old_place.header if change.old_place else ""


def removed(pair: Pair, header: str) -> list[Change]:
    """The names that are gone from a header, as far as no finding covers them."""
    return pair.left(ChangeKind.REMOVED, header)


def new_name(change: Change, pair: Pair) -> Change | None:
    """The new constant that has the value, and nearly the name, of one that is gone."""
    value = number_of(change.subject, pair.old)
    if value is None:
        return None
    header = header_of(change)
    near = [c for c in pair.left(ChangeKind.ADDED, header) if " " not in c.subject]
    ranked = ((likeness(c.subject, change.subject), c.subject, c) for c in near)
    alike = sorted(found for found in ranked if found[0] >= _ALIKE)
    own = (c for *_, c in reversed(alike) if is_one_value(value, number_of(c.subject, pair.new)))
    return next(own, None)


def likeness(one: str, other: str) -> float:
    """How many of the words of two names are the same, of 1; all, where only the unit is not."""
    words, others = _word_set(one), _word_set(other)
    shared = len(words & others)
    if len(words) == len(others) == shared + 1 and changed_unit(one, other):
        return 1
    return 2 * shared / (len(words) + len(others))


@functools.lru_cache(maxsize=20_000)
def _word_set(name: str) -> frozenset[str]:
    return frozenset(name.strip("_").split("_"))


def new_type(change: Change, pair: Pair) -> str:
    """The key of a type that is what one that is gone was: same members, or same typedef."""
    key, header = change.subject, header_of(change)
    for other in pair.left(ChangeKind.ADDED, header):
        is_record = other.subject.startswith(("struct ", "union "))
        if is_record and have_same_members(key, other.subject, pair):
            return other.subject
    for name in _typedefs_of(key, header, pair):
        if have_same_layout(Named(key), Named(name), pair):
            return name
    return ""


def _typedefs_of(key: str, header: str, pair: Pair) -> list[str]:
    """Typedefs of the old side that name a record and are still there."""
    tag = key.partition(" ")[2]
    kin = pair.by_header.get((ChangeKind.TYPE, header), ())
    changed = [c.subject for c in kin if c.subject.startswith("typedef ")]
    return [
        name for name in (f"typedef {tag}_t", f"typedef {tag}", *changed)
        if isinstance(pair.old.declaration(name), Typedef)
        and getattr(getattr(pair.old.declaration(name), "type", None), "key", "") == key
    ]  # fmt: skip


def made_of(names: set[str], pair: Pair, left: list[Change]) -> list[Change]:
    """Macros among `left` whose text has one of these names, as ``X_MAX (__X_MAX - 1)`` has."""
    return [c for c in left if names & set(words_of(body(c.subject, pair.old)))]


def made_of_now(change: Change, pair: Pair) -> list[Change]:
    """Constants that lost their value because their text uses a macro that changed."""
    header = change.new_place.header if change.new_place else ""
    left = pair.left(ChangeKind.UNJUDGED, header)
    return [c for c in left if change.subject in words_of(body(c.subject, pair.new))]
