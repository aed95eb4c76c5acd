"""What of two sources could not be read, as far as it has to do with their difference."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from abi.diagnostic import Diagnostic
from abi.header import Header
from abi.surface import Surface
from headers.load import Reader


class Unread(NamedTuple):
    """Errors met on each side."""

    old: list[Diagnostic]
    new: list[Diagnostic]

    def __add__(self, other: object) -> Unread:
        if not isinstance(other, Unread):
            return NotImplemented
        return Unread([*self.old, *other.old], [*self.new, *other.new])


def errors(surfaces: tuple[Surface, Surface]) -> Unread:
    """What could not be read so far; what nobody has asked for is not among it."""
    met = (surface.declarations.met() for surface in surfaces)
    return Unread(*([d for d in said if d.level == "error"] for said in met))


def are_one(old: Reader, new: Reader) -> bool:
    """Whether two single headers of different names were named to be compared."""
    return len(old.tree.only) == len(new.tree.only) == 1 and old.tree.only != new.tree.only


def changed(
    unread: Unread, surfaces: tuple[Surface, Surface], readers: tuple[Reader, Reader]
) -> list[Diagnostic]:
    """The problems that are not the same on both sides, once each and in order of their places.

    Nobody knows whether what could not be read has changed, unless its header
    says the same and cannot be read for the same reason on the other side.
    """
    old, new = surfaces
    there = {readers[0].tree.only[0]: readers[1].tree.only[0]} if are_one(*readers) else {}
    back = {new_name: old_name for old_name, new_name in there.items()}
    found = [*_changed(unread.old, old, new, there), *_changed(unread.new, new, old, back)]
    return sorted(dict.fromkeys(found), key=lambda d: (d.header, d.line, d.message))


def _changed(
    problems: Iterable[Diagnostic], own: Surface, other: Surface, names: dict[str, str]
) -> Iterator[Diagnostic]:
    @functools.cache  # a header may have thousands of problems
    def said(header: str) -> set[str]:
        name = names.get(header, header)
        is_same = name and _is_same(_header(own, header), _header(other, name))
        return _said(other, name) if is_same else set()

    return (problem for problem in problems if problem.message not in said(problem.header))


def _header(surface: Surface, name: str) -> Header | None:
    return surface.headers.get(name)


def _said(surface: Surface, name: str) -> set[str]:
    """What is wrong with a header, and all that it declares."""
    return {d.message for d in surface.declarations.met((name,)) if d.header == name}


def _is_same(old: Header | None, new: Header | None) -> bool:
    """Whether two headers are equal but for comments and white space."""
    if old is None or new is None:
        return old is new
    return old.text == new.text or old.code.split() == new.code.split()
