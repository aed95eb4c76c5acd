"""The ioctls of a source, and which of them share a number.

To evaluate every ioctl of a source costs more than to lint a change. So where all
headers count, type and number are read from the macros' text, where they stand in
plain words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from abi.evaluate import Value
from abi.ioctl import Ioctl, ioctl_of
from abi.literal import character, integer
from abi.surface import Surface

_CALL = re.compile(r"\b_IO[RW]{0,2}\s*\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*[,)]")


class IoctlNumbers:
    """Of one surface; each is worked out when it is asked for, once."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self._known: dict[str, Ioctl | None] = {}
        self._shared: dict[str, dict[int, list[str]]] = {}

    def named(self, name: str) -> Ioctl | None:
        """What a macro says as an ioctl."""
        if name not in self._known:
            expression = self.surface.declarations.expression(name)
            self._known[name] = ioctl_of(name, expression, self.surface)
        return self._known[name]

    @functools.cached_property
    def candidates(self) -> tuple[str, ...]:
        """Macros that may be ioctls."""
        return tuple(self.surface.declarations.macros_mentioning("_IO"))

    @functools.cached_property
    def by_type_and_number(self) -> Mapping[tuple[int, int], list[str]]:
        """The names of ioctls by type and number; without those whose text does not tell."""
        found: dict[tuple[int, int], list[str]] = {}
        for name in self.candidates:
            macro = self.surface.declarations.macro(name)
            call = _CALL.match(macro.body) if macro and macro.parameters is None else None
            if call is not None:
                kind, number = self._number(call[1]), self._number(call[2])
                if kind is not None and number is not None:
                    found.setdefault((kind & 0xFF, number & 0xFF), []).append(name)
        return found

    def shared_in(self, header: str) -> Mapping[int, list[str]]:
        """The numbers that several ioctls of one header have, with their names.

        Names of one and the same, such as NAME and NAME_OLD, or NAME64, are left out.
        """
        if header not in self._shared:
            self._shared[header] = _shared(map(self.named, self._by_header.get(header, ())))
        return self._shared[header]

    @functools.cached_property
    def _by_header(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.candidates:
            place = self.surface.declarations.macro_location(name)
            if place is not None:
                found.setdefault(place.header, []).append(name)
        return found

    def _number(self, text: str) -> int | None:
        """A number, a character, or a macro that is one."""
        try:
            if text[0] == "'":
                return character(text, self.surface.target)[0]
            if text[0].isdigit():
                return integer(text, self.surface.target)[0]
        except ValueError:
            return None
        found = self.surface.constant(text) if text.isidentifier() else None
        return found.value if isinstance(found, Value) else None


def _shared(ioctls: Iterable[Ioctl | None]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for ioctl in ioctls:
        if ioctl is not None:
            found.setdefault(ioctl.code.number, []).append(ioctl.name)
    return {number: names for number, names in found.items() if not _are_one(names)}


def _are_one(names: list[str]) -> bool:
    bare = [name.strip("_").removesuffix("_OLD") for name in names]
    shortest = min(bare, key=len)
    return all(name.startswith(shortest) for name in bare)
