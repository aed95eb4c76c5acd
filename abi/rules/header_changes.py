"""Headers that came or went, and what they include: changes that stand in the texts."""

from __future__ import annotations

from collections.abc import Iterator, Set
from weakref import WeakKeyDictionary

from abi.change import Change, ChangeKind
from abi.diagnostic import Location
from abi.header import Header
from abi.rules.libc_names import LIBC_NAMES
from abi.rules.pair import Pair
from abi.rules.reached import reach
from abi.surface import Surface


def include_changes(
    old: Surface, new: Surface, rewritten: Set[str] | None = None
) -> Iterator[Change]:
    """Headers that only one side has, and ``#include`` lines that came or went.

    `rewritten` are the headers whose text is another one, where that is known. The subject of a
    change is the header; `old` or `new` is what it includes.
    """
    before, after = set(old.headers.names()), set(new.headers.names())
    for name in sorted(before | after):
        if name not in after:
            yield Change(ChangeKind.HEADER_REMOVED, name, name, "", Location(name, 0))
        elif name not in before:
            yield Change(ChangeKind.HEADER_ADDED, name, "", name, None, Location(name, 0))
        elif rewritten is None or name in rewritten:
            sides = old.headers.get(name), new.headers.get(name)
            if sides[0] is not None and sides[1] is not None and sides[0].text != sides[1].text:
                yield from _includes(sides[0], sides[1])


def _includes(old: Header, new: Header) -> Iterator[Change]:
    name = old.name
    for other, line in old.includes.items():
        if other not in new.includes:
            places = Location(name, line), Location(name, 0)
            yield Change(ChangeKind.INCLUDE_REMOVED, name, other, "", *places)
    for other, line in new.includes.items():
        if other not in old.includes:
            places = Location(name, 0), Location(name, line)
            yield Change(ChangeKind.INCLUDE_ADDED, name, "", other, *places)


def same_header(change: Change, pair: Pair) -> list[Change]:
    """The includes that the same header got, or lost; the change is one of them."""
    return [c for c in pair.left(change.kind, change.subject) if c.subject == change.subject]


def lost(header: str, pair: Pair) -> frozenset[str]:
    """Headers that a program got with one, does not get now, and could still include."""
    gone = pair.headers[0] - pair.headers[1]
    return reach(header, pair.old) - reach(header, pair.new) - gone


def got(header: str, pair: Pair) -> frozenset[str]:
    """Headers that a program gets with one now, and did not before."""
    return reach(header, pair.new) - reach(header, pair.old)


def is_reached_by_others(old: str, new: str, pair: Pair) -> bool:
    """Whether all headers of ``asm/`` that gave programs `old` give them `new` now."""
    own = (h for h in pair.headers[0] & pair.headers[1] if h.startswith("asm/"))
    outer = [h for h in own if old in reach(h, pair.old)]
    return bool(outer) and all(new in reach(h, pair.new) for h in outer)


def declared_in(headers: frozenset[str], surface: Surface) -> str:
    """A key or a macro that stands in one of some headers; empty if there is none."""
    found = _FIRST.get(surface)
    if found is None:
        guards = surface.declarations.guards
        homes = surface.declarations.homes().items()
        found = _FIRST.setdefault(surface, {})
        for place, (name, home) in enumerate(homes):
            if home not in found and name not in guards:
                found[home] = place, name
    return min((found[header] for header in headers if header in found), default=(0, ""))[1]


_FIRST: WeakKeyDictionary[Surface, dict[str, tuple[int, str]]] = WeakKeyDictionary()
"""The first name of each header, by where it stands among all."""


def clashes(headers: frozenset[str], surface: Surface) -> list[str]:
    """What headers define that the C library defines as well."""
    homes = surface.declarations.homes()
    return sorted(name for name in LIBC_NAMES if homes.get(name) in headers)
