"""Preprocessed text into top-level pieces and macro definitions.

Nothing is parsed here: brackets are counted, so that a broken declaration
costs itself and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from headers.names import names_of

NESTING_LIMIT = 256
"""Brackets deeper than this are not C that a person wrote; the piece is refused."""

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[{}();]')
_MARKER = re.compile(r'#(?:line)? (\d+) "((?:[^"\\]|\\.)*)"(.*)')
_DEFINE = re.compile(r"#define ([A-Za-z_$][\w$]*)(\([^)]*\))?[ \t]*(.*)")
_PACK = re.compile(r"#pragma\s+pack\s*\(([^)]*)\)")
_FUNCTION_HEAD = re.compile(r"\)\s*\Z")
_ATTRIBUTE = re.compile(r"\b__attribute(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")


class Piece(msgspec.Struct, array_like=True):
    """One top-level declaration as text, and what it declares."""

    text: str
    header: int
    """Index into `Unit.headers`."""
    line: int
    pack: int
    """``#pragma pack`` in force, in bytes; 0 for none."""
    keys: tuple[str, ...] = ()
    enumerators: tuple[str, ...] = ()
    enums: tuple[str, ...] = ()


class MacroText(msgspec.Struct, array_like=True):
    """One ``#define``. `parameters` is None when it is object-like."""

    name: str
    parameters: str | None
    body: str
    header: int
    line: int


class Entered(msgspec.Struct, array_like=True):
    """A header that the preprocessor read: its file, and who included it, where."""

    file: str
    by: int
    line: int


class Unit(msgspec.Struct, array_like=True):
    """One preprocessed translation unit, split but not parsed."""

    headers: list[Entered]
    pieces: list[Piece]
    macros: list[MacroText]
    """In order of definition; an ``#undef`` removes what stood before it."""
    unfinished: list[tuple[int, int, str]]
    """(header, line, why) of text that ends in the middle of a declaration."""


def split(text: str) -> Unit:
    """Split the output of ``cc -E -dD`` (or of the pcpp engine)."""
    splitter = _Splitter()
    for line in text.split("\n"):
        splitter.line(line)
    return splitter.finish()


class _Splitter:
    def __init__(self) -> None:
        self.headers: list[Entered] = [Entered("", -1, 0)]
        self.numbers: dict[str, int] = {"": 0}
        self.pieces: list[Piece] = []
        self.macros: dict[str, list[MacroText]] = {}
        self.unfinished: list[tuple[int, int, str]] = []
        self.header = 0
        self.number = 0
        self.buffer: list[str] = []
        self.start = (0, 0)
        self.start_pack = 0
        self.depth = 0
        self.in_function = False
        self.pack: list[int] = [0]
        self.directives: tuple[tuple[str, Callable[[str], None]], ...] = (
            ("#define ", self._define),
            ("# ", self._marker),
            ("#line ", self._marker),
            ("#undef ", self._undefine),
            ("#pragma", self._pragma),
        )

    def line(self, line: str) -> None:
        if line.startswith("#"):
            self._directive(line)
            return
        if line and not line.isspace():
            self._code(line)
        elif self.buffer:
            self.buffer.append("\n")
        self.number += 1

    def _directive(self, line: str) -> None:
        for prefix, handle in self.directives:
            if line.startswith(prefix):
                handle(line)
                return
        self.number += 1

    def _marker(self, line: str) -> None:
        found = _MARKER.match(line)
        if not found:
            self.number += 1
            return
        number, file = int(found[1]), found[2].replace('\\"', '"').replace("\\\\", "\\")
        header = self.numbers.get(file)
        if header is None:
            header = self.numbers[file] = len(self.headers)
            self.headers.append(Entered(file, self.header, max(self.number - 1, 1)))
        if self.buffer and header == self.header and 0 < number - self.number < 10_000:
            self.buffer.append("\n" * (number - self.number))
        self.header, self.number = header, number

    def _define(self, line: str) -> None:
        found = _DEFINE.match(line)
        if found:
            parameters = found[2][1:-1] if found[2] is not None else None
            macro = MacroText(found[1], parameters, found[3].strip(), self.header, self.number)
            self.macros.setdefault(found[1], []).append(macro)
        self.number += 1

    def _undefine(self, line: str) -> None:
        self.macros.pop(line[7:].strip(), None)
        self.number += 1

    def _pragma(self, line: str) -> None:
        found = _PACK.match(line)
        if found:
            self._set_pack([word.strip() for word in found[1].split(",")])
        self.number += 1

    def _set_pack(self, words: list[str]) -> None:
        """``pack(n)``, ``pack()``, ``pack(push, n)``, ``pack(pop)`` as GCC reads them."""
        numbers = [int(word) for word in words if word.isdigit()]
        if words[0] == "push":
            self.pack.append(numbers[0] if numbers else self.pack[-1])
        elif words[0] == "pop":
            if len(self.pack) > 1:
                self.pack.pop()
        else:
            self.pack[-1] = numbers[0] if numbers else 0

    def _code(self, line: str) -> None:
        if not self.buffer:
            self._begin()
        position = 0
        for found in _STRUCTURE.finditer(line):
            sign = found[0]
            if sign in "({":
                if sign == "{" and self.depth == 0 and self._opens_body(line[position : found.start()]):
                    position = found.end()
                    continue
                self.depth += 1
            elif sign in ")}":
                if self.depth == 0:  # the end of extern "C" { }, or a stray bracket
                    position = found.end()
                    continue
                self.depth -= 1
                if sign == "}" and self.depth == 0 and self.in_function:
                    self._emit("")
                    position = found.end()
            elif sign == ";" and self.depth == 0:
                self._emit(line[position : found.end()])
                position = found.end()
        rest = line[position:]
        if not self.in_function and (self.buffer or rest.strip()):
            if not self.buffer:
                self._begin()
            self.buffer.append(rest + "\n")

    def _begin(self) -> None:
        self.start = (self.header, self.number)
        self.start_pack = self.pack[-1]

    def _opens_body(self, before: str) -> bool:
        """Handle a top-level ``{``; True when it is not part of a declaration."""
        head = "".join(self.buffer) + before
        if head.split() == ["extern", '"C"']:
            self.buffer.clear()
            return True
        if _FUNCTION_HEAD.search(_ATTRIBUTE.sub("", head)):
            self.buffer[:] = [head.rstrip() + ";"]
            self.in_function = True
            self.depth += 1
            return True
        return False

    def _emit(self, end: str) -> None:
        text = "".join(self.buffer) + end
        self.buffer.clear()
        self.in_function = False
        header, number = self.start
        stripped = text.lstrip()
        number += text[: len(text) - len(stripped)].count("\n")
        self.start = (self.header, self.number)
        if stripped.rstrip() == ";" or not stripped:
            return
        names = names_of(stripped)
        self.pieces.append(Piece(stripped.rstrip(), header, number, self.start_pack, *names))
        self.start_pack = self.pack[-1]

    def finish(self) -> Unit:
        if "".join(self.buffer).strip() or self.depth:
            why = "a declaration is not finished at the end of the input"
            self.unfinished.append((*self.start, why))
        macros = [macro for group in self.macros.values() for macro in group]
        return Unit(self.headers, self.pieces, macros, self.unfinished)
