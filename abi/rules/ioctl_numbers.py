"""Which ioctls share a number: of one header exactly, of all headers by their text.

To evaluate every ioctl of a source costs more than to lint a change, so the type and
the number are read from the macros' text, where they stand in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from abi.evaluate import Value
from abi.ioctl import Ioctl, ioctl_of
from abi.literal import character, integer
from abi.surface import Surface

_CALL = re.compile(r"\b_IO[RW]{0,2}\s*\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*[,)]")

Key = tuple[int, int]
"""Type and number."""


@lru_cache(maxsize=4)
def by_type_and_number(surface: Surface) -> dict[Key, list[str]]:
    """The ioctls of a source, by type and number; those left out whose text does not tell."""
    found: dict[Key, list[str]] = {}
    for name in surface.declarations.macros_mentioning("_IO"):
        macro = surface.declarations.macro(name)
        call = _CALL.match(macro.body) if macro and macro.parameters is None else None
        if call is not None:
            kind, number = _number(call[1], surface), _number(call[2], surface)
            if kind is not None and number is not None:
                found.setdefault((kind & 0xFF, number & 0xFF), []).append(name)
    return found


@lru_cache(maxsize=64)
def shared_in(header: str, surface: Surface) -> dict[int, tuple[str, ...]]:
    """The numbers that several ioctls of one header have, with their names.

    Names of one and the same, such as NAME and NAME_OLD, or NAME64, are left out.
    """
    found: dict[int, list[str]] = {}
    for ioctl in _in_header(header, surface):
        found.setdefault(ioctl.code.number, []).append(ioctl.name)
    return {number: tuple(names) for number, names in found.items() if _is_shared(names)}


def _is_shared(names: list[str]) -> bool:
    bare = [name.strip("_").removesuffix("_OLD") for name in names]
    shortest = min(bare, key=len)
    return not all(name.startswith(shortest) for name in bare)


def _in_header(header: str, surface: Surface) -> Iterator[Ioctl]:
    homes = _homes(surface)
    for name in surface.declarations.macros_mentioning("_IO"):
        if homes.get(name) == header:
            found = ioctl_of(name, surface.declarations.expression(name), surface)
            if found is not None:
                yield found


@lru_cache(maxsize=4)
def _homes(surface: Surface) -> dict[str, str]:
    return dict(surface.declarations.homes())


def _number(text: str, surface: Surface) -> int | None:
    """A number, a character, or a macro that is one."""
    try:
        if text[0] == "'":
            return character(text, surface.target)[0]
        if text[0].isdigit():
            return integer(text, surface.target)[0]
    except ValueError:
        return None
    found = surface.constant(text) if text.isidentifier() else None
    return found.value if isinstance(found, Value) else None
