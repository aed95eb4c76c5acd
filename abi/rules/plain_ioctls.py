"""Ioctls in plain words, ``_IOWR('K', 1, struct x)``: read without expanding their macros.

What a macro such as ``_IOWR`` or ``DRM_IOW`` makes is seen from the first ioctl made with it,
which is expanded; where that is not what the macro's name says, all others are, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from abi.ctype import CType, Named, Scalar
from abi.evaluate import NotConstantError, Value
from abi.ioctl import Direction, Ioctl, decode, encode
from abi.surface import Surface

_CALL = re.compile(r"(\w*_IO(|R|W|WR))\s*\(([^()]+)\)\s*\Z")
_OWN = ("_IO", "_IOR", "_IOW", "_IOWR")
_WORD = r"[\s(]*(?:\w+|'.')[\s)]*"
_PASSED = re.compile(rf"_IO(?:|R|W|WR)\s*\({_WORD}(?:,{_WORD})*\)\s*")
_DIRECTIONS: dict[str, Direction] = {"": "none", "R": "read", "W": "write", "WR": "read|write"}
_SCALARS = frozenset(("char", "short", "int", "long", "unsigned int", "unsigned long"))


class PlainIoctls:
    """Of one surface. `number` reads a literal, or a macro that is one."""

    def __init__(self, surface: Surface, number: Callable[[str], int | None]) -> None:
        self._surface = surface
        self._number = number
        self._arguments: dict[str, CType | None] = {}
        self._types: dict[str, int | None] = {}
        """Of each macro, the type of the first number; None where its name does not say all."""

    def read(self, name: str, text: str, expanded: Callable[[], Ioctl | None]) -> Ioctl | None:
        """The ioctl that a macro's text makes; `expanded` says what it expands to."""
        call = _CALL.match(text.strip())
        if call is None:
            return expanded()
        if call[1] in self._types:
            return self._plain(name, call, self._types[call[1]]) or expanded()
        found = expanded()
        plain = self._plain(name, call, found.code.type if found else None)
        if found is not None and plain is not None:
            is_as_named = plain == found and self._passes_on(call[1])
            self._types[call[1]] = found.code.type if is_as_named else None
        return found

    def _passes_on(self, name: str) -> bool:
        """Whether a macro hands what it is given to one of the kernel's, and does not compute."""
        macro = self._surface.declarations.macro(name)
        return name in _OWN or (macro is not None and _PASSED.fullmatch(macro.body) is not None)

    def _plain(self, name: str, call: re.Match[str], own_type: int | None) -> Ioctl | None:
        """None of words that are not plain. `own_type` is that of a macro that is not given one:
        of ``DRM_IOW(1, struct x)``."""
        direction, words = _DIRECTIONS[call[2]], [word.strip() for word in call[3].split(",")]
        argument = self._argument(words.pop()) if call[2] else None
        numbers = [own_type, *map(self._sum, words)][-2:]
        known = [number for number in numbers if number is not None and 0 <= number < 256]
        if own_type is None or len(known) != 2 or len(words) > 2 or (call[2] and not argument):
            return None
        return self._made(name, direction, known, argument)

    def _made(
        self, name: str, direction: Direction, numbers: list[int], argument: CType | None
    ) -> Ioctl | None:
        target = self._surface.target
        try:
            size = self._surface.size_of(argument) if argument else 0
        except NotConstantError:
            return None
        if size >= 1 << target.ioc.size_bits:
            return None
        kind, nr = numbers
        code = decode(encode(direction, kind, nr, size, target), target)
        return Ioctl(name, code, argument) if code else None

    def _sum(self, text: str) -> int | None:
        numbers = [self._term(word.strip()) for word in text.split("+")]
        known = [number for number in numbers if number is not None]
        return sum(known) if len(known) == len(numbers) else None

    def _term(self, word: str) -> int | None:
        if self._surface.declarations.owner(word) is None:
            return self._number(word)
        found = self._surface.enumerator(word)
        return found.value if isinstance(found, Value) else None

    def _argument(self, text: str) -> CType | None:
        if text not in self._arguments:
            self._arguments[text] = self._read_argument(text.split())
        return self._arguments[text]

    def _read_argument(self, words: list[str]) -> CType | None:
        """A record, a number or a typedef by name."""
        declarations, text = self._surface.declarations, " ".join(words)
        if any(declarations.macro(word) is not None for word in words):
            return None
        if text in _SCALARS:
            return Scalar(text)
        if len(words) == 2 and words[0] in ("struct", "union") and words[1].isidentifier():
            return Named(text)
        is_typedef = text.isidentifier() and declarations.has(f"typedef {text}")
        return Named(f"typedef {text}") if is_typedef else None
