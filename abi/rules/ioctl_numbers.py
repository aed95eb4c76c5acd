"""The ioctls of a source, and which of them share a number.

To evaluate every ioctl of a source costs more than to lint a change. So where all
headers count, type and number are read from the macros' text, where they stand in
plain words.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from abi.declarations import Macro
from abi.evaluate import Value
from abi.ioctl import Ioctl, ioctl_of
from abi.literal import character, integer
from abi.rules.plain_ioctls import PlainIoctls
from abi.surface import Surface

_CALL = re.compile(r"(\w*_IO)([RW]{0,2})\s*\(([^()]+)\)\s*\Z")
"""``_IOWR('K', 1, struct x)``, ``DRM_IOW(BASE + 2, struct x)``."""
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Za-z_]\w*")
_SHIFT = re.compile(r"<<[\s(]*(\w*)")
_SHIFTS = {"0", "8", "16"}
"""By what the parts of every ioctl's number are shifted (`abi.ioctl`)."""

Key = tuple[str, tuple[int, ...]]
"""``_IOR`` with type and number, or another macro, without its last letters, with what is between
its parentheses: what ``DRM_IOR`` makes may go in any direction."""


class IoctlNumbers:
    """Of one surface; each is worked out when it is asked for, once."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self._known: dict[str, Ioctl | None] = {}
        self._keys: dict[str, Key | None] = {}
        self._numbers: dict[str, int | None] = {}
        self._shared: dict[str, dict[int, list[str]]] = {}
        self._plain = PlainIoctls(surface, self._number)

    def named(self, name: str) -> Ioctl | None:
        """What a macro says as an ioctl."""
        if name not in self._known:
            macro = self.surface.declarations.macro(name)
            return self.made_by(name, macro) if macro else None
        return self._known[name]

    def made_by(self, name: str, macro: Macro) -> Ioctl | None:
        """The same of a macro that is at hand."""
        if name not in self._known:
            may_be_one = macro.parameters is None and self._may_make_one(macro.body)
            self._known[name] = self._read(name, macro.body) if may_be_one else None
        return self._known[name]

    def _read(self, name: str, text: str) -> Ioctl | None:
        return self._plain.read(name, text, lambda: self._expanded(name))

    def _expanded(self, name: str) -> Ioctl | None:
        return ioctl_of(name, self.surface.declarations.expression(name), self.surface)

    def _may_make_one(self, text: str) -> bool:
        """Whether the shifts and the ``|`` that make an ioctl are in a macro's text, or in those of
        macros in it: most macros need not be expanded to see that they are none."""
        shifts: set[str] = set()
        has_or = False
        texts, known = [text], set[str]()
        while texts:
            text = texts.pop()
            if "_IO" in text:
                return True
            if "<<" in text:
                shifts.update(_SHIFT.findall(text))
            has_or = has_or or "|" in text
            new = {word for word in _NAME.findall(text) if word not in known}
            macros = map(self.surface.declarations.macro, new)
            texts += [macro.body for macro in macros if macro is not None]
            known |= new
        return has_or and (shifts >= _SHIFTS or not all(map(str.isdigit, shifts)))

    @functools.cached_property
    def candidates(self) -> Mapping[str, str]:
        """Macros that may be ioctls, with their texts."""
        names = self.surface.declarations.macros_mentioning("_IO")
        macros = ((name, self.surface.declarations.macro(name)) for name in names)
        return {name: macro.body for name, macro in macros if macro and macro.parameters is None}

    @functools.cached_property
    def by_word(self) -> Mapping[str, list[str]]:
        """The candidates by the words of their text: the tag of a record, for one."""
        found: dict[str, list[str]] = {}
        for name, text in self.candidates.items():
            for word in set(_WORD.findall(text)):
                found.setdefault(word, []).append(name)
        return found

    @functools.cached_property
    def by_type_and_number(self) -> Mapping[tuple[int, ...], list[str]]:
        """The names of ioctls by type and number; without those whose text does not tell."""
        found: dict[tuple[int, ...], list[str]] = {}
        for name in self.candidates:
            key = self._key(name)
            if key is not None and key[0].startswith("_IO") and len(key[1]) == 2:
                found.setdefault(key[1], []).append(name)
        return found

    def _key(self, name: str) -> Key | None:
        if name not in self._keys:
            self._keys[name] = self._key_of(self.candidates[name])
        return self._keys[name]

    def _key_of(self, text: str) -> Key | None:
        call = _CALL.match(text.strip())
        if call is None:
            return None
        parts = call[3].split(",")[: -1 if call[2] else None]
        numbers = [self._number(part.strip()) for part in parts]
        known = tuple(number & 0xFF for number in numbers if number is not None)
        macro = call[1] + call[2] if call[1] == "_IO" else call[1]
        return (macro, known) if len(known) == len(numbers) else None

    def names_in(self, header: str) -> Sequence[str]:
        """The candidates of a header."""
        return self._by_header.get(header, ())

    def shared_in(self, header: str) -> Mapping[int, list[str]]:
        """The numbers that several ioctls of one header have, with their names.

        Names of one and the same, such as NAME and NAME_OLD, or NAME64, are left out.
        """
        if header not in self._shared:
            likely = self._likely(self.names_in(header))
            self._shared[header] = _shared(map(self.named, likely))
        return self._shared[header]

    def _likely(self, names: Iterable[str]) -> list[str]:
        """Without those whose text says that no other has their type and number."""
        keys = {name: self._key(name) for name in names}
        counts = Counter(keys.values())
        return [name for name, key in keys.items() if key is None or counts[key] > 1]

    @functools.cached_property
    def _by_header(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        homes = self.surface.declarations.homes()
        for name in self.candidates:
            found.setdefault(homes.get(name, ""), []).append(name)
        return found

    def _number(self, text: str) -> int | None:
        if text not in self._numbers:
            self._numbers[text] = self._number_of(text)
        return self._numbers[text]

    def _number_of(self, text: str) -> int | None:
        """A number, a character, a macro that is one, or a sum of such."""
        if "+" in text:
            parts = [self._number(part.strip()) for part in text.split("+")]
            known = [part for part in parts if part is not None]
            return sum(known) if len(known) == len(parts) else None
        try:
            if text[:1] == "'":
                return character(text, self.surface.target)[0]
            if text[:1].isdigit():
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
