"""The difference of two trees for a target, computed once for what they say."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import msgspec

from abi.change import Change, ChangeKind
from abi.diagnostic import Diagnostic
from abi.difference import difference, told
from abi.surface import Surface
from headers.cache import Cache
from headers.child import beside
from headers.load import Reader, read_both
from headers.narrow import narrowed, with_ioctls
from headers.program import identity
from reports.cli.unread import Unread, are_one, changed, errors

A = TypeVar("A")
B = TypeVar("B")


class _Found(msgspec.Struct, array_like=True):
    changes: list[Change]
    problems: list[Diagnostic]


Tell = Callable[[Sequence[Change]], Collection[Change]]
"""Which changes shall say what was, or is now, though only one side has it. It has a name."""
_DECODER = msgspec.msgpack.Decoder(_Found)


def changes(
    surfaces: Surfaces, cache: Cache, tell: Tell | None = None
) -> tuple[list[Change], list[Diagnostic]]:
    """All changes, and what could not be read of what may have changed; those that `tell` chooses
    say what only one side has.

    Two headers that were named to be compared are one, whatever they are called: nothing moved
    from one to the other.
    """
    old, new = surfaces.readers
    found = _remembered(old, new, cache, functools.partial(_difference, surfaces))
    if tell is not None and (wanted := tell(found.changes)):
        make = functools.partial(_told, surfaces, found, wanted)
        found = _remembered(old, new, cache, make, tell.__name__)
    made = [c for c in found.changes if not _is_included(c, old, new)]
    if not are_one(old, new):
        return made, found.problems
    same = ChangeKind.MOVED_HEADER, old.tree.only[0], new.tree.only[0]
    return [c for c in made if (c.kind, c.old, c.new) != same], found.problems


def _is_included(change: Change, old: Reader, new: Reader) -> bool:
    """Whether it is only that names of another source, which ``--include`` names, came or went:
    the change is the ``#include``, which is told."""
    match change.kind:
        case ChangeKind.ADDED:
            reader, place = new, change.new_place
        case ChangeKind.REMOVED:
            reader, place = old, change.old_place
        case _:
            return False
    return place is not None and reader.tree.is_included(place.header, reader.target)


def _remembered(
    old: Reader, new: Reader, cache: Cache, make: Callable[[], _Found], how: str = ""
) -> _Found:
    """What was found before, or is made now."""
    found = None
    if old.is_known() and new.is_known():
        found = cache.get("changes", _key(old, new, how), _DECODER)
    if found is None:
        found = make()
        cache.put("changes", _key(old, new, how), found)
    return found


class Surfaces:
    """The surfaces of what has to do with the difference of two trees, read when they are
    needed."""

    def __init__(self, old: Reader, new: Reader) -> None:
        self.readers = old, new

    @functools.cached_property
    def _narrowed(self) -> tuple[Reader, Reader]:
        return narrowed(*self.readers)

    @functools.cached_property
    def both(self) -> tuple[Surface, Surface]:
        """Enough to find what differs."""
        return _surfaces(self._narrowed)

    @functools.cached_property
    def to_judge(self) -> tuple[Surface, Surface]:
        """Enough for rules, which also look at the numbers of other ioctls."""
        return _surfaces(with_ioctls(self._narrowed, *self.readers))


def _surfaces(pair: tuple[Reader, Reader]) -> tuple[Surface, Surface]:
    read_both(*pair)
    return pair[0].surface(), pair[1].surface()


def _difference(surfaces: Surfaces) -> _Found:
    both = surfaces.both
    problems: list[Unread] = []

    def together(one: Callable[[], A], other: Callable[[], B], /) -> tuple[A, B]:
        mine, (theirs, more) = beside(one, lambda: (other(), errors(both)))
        problems.append(more)  # it may have read what is not read here
        return mine, theirs

    found = difference(*both, together)
    unread = sum(problems, errors(both))
    return _Found(found, changed(unread, both, surfaces.readers))


def _told(surfaces: Surfaces, found: _Found, wanted: Collection[Change]) -> _Found:
    both = surfaces.both
    changes = [told(c, *both) if c in wanted else c for c in found.changes]
    more = changed(errors(both), both, surfaces.readers)
    return _Found(changes, list(dict.fromkeys([*found.problems, *more])))


def _key(old: Reader, new: Reader, how: str) -> str:
    return hashlib.sha256(f"{identity()} {old.key} {new.key} {how}".encode()).hexdigest()
