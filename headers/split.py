"""Preprocessed text into top-level pieces and macro definitions.

Nothing is parsed here: brackets are counted, so that a broken declaration
costs itself and no other. Two passes over the whole text, both in the regular
expression engine as far as possible: directives (where a line comes from, what
macros there are), then the code between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from headers.names import names_of

NESTING_LIMIT = 256
"""Brackets deeper than this are not C that a person wrote; the piece is refused."""

_DIRECTIVE = re.compile(
    r"""^\#(?:
        define\ (?P<name>[A-Za-z_$][\w$]*)(?P<parameters>\([^)\n]*\))?[ \t]*(?P<body>[^\n]*)
        |(?:line)?\ (?P<line>\d+)\ "(?P<file>(?:[^"\\\n]|\\.)*)"[^\n]*
        |undef\ (?P<undefined>[\w$]+)
        |\ ?pragma\s+pack\s*\((?P<pack>[^)\n]*)\)
        )""",
    re.MULTILINE | re.VERBOSE,
)
_BETWEEN = re.compile(r"(?:[\s;]++|#[^\n]*+\n?+)++")
_SIMPLE = re.compile(r"""[^#{}();"'=]++;""")
_INSIDE = r"""(?:[^{}#"']++|\#[^\n]*+\n)"""
_WITH_BODY = re.compile(
    rf"""(?:typedef\s+)?+(?:struct|union|enum)\b[^#{{}}();"']*+
    \{{(?:{_INSIDE}|\{{(?:{_INSIDE}|\{{{_INSIDE}*+\}})*+\}})*+\}}
    (?:[^#{{}}();"'=]++|\((?:[^()#{{}};"']++|\([^()#{{}};"']*+\))*+\))*+;""",
    re.VERBOSE,
)
_STRUCTURE = re.compile(
    r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|[{}()\[\];]|^\#[^\n]*+""", re.MULTILINE
)
_LINE_OF = re.compile(r'#(?:line)? (\d+) "')
_ATTRIBUTE = re.compile(r"\b__attribute(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")
_EXTERN_C = re.compile(r'extern\s+"C"\s*\{')


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
    """A header that the preprocessor read, and the one that made it do so."""

    file: str
    by: int


class Problem(msgspec.Struct, array_like=True):
    """Something wrong that was met on the way; `header` is its name."""

    level: str
    message: str
    header: str
    line: int


class Unit(msgspec.Struct, array_like=True):
    """One preprocessed translation unit, split but not parsed."""

    headers: list[Entered]
    pieces: list[Piece]
    macros: list[MacroText]
    """In order of definition; an ``#undef`` removes what stood before it."""
    unfinished: list[tuple[int, int, str]]
    """(header, line, why) of text that does not end where it should."""
    problems: list[Problem] = []


def split(text: str) -> Unit:
    """Split the output of ``cc -E -dD`` (or of the pcpp engine)."""
    directives = _Directives(text)
    pieces = _Pieces(text, directives)
    found = list(pieces.run())
    macros = [macro for group in directives.macros.values() for macro in group]
    return Unit(directives.headers, found, macros, pieces.unfinished)


class _Directives:
    """Pass one: line markers, definitions, ``#pragma pack``."""

    def __init__(self, text: str) -> None:
        self.headers = [Entered("", -1)]
        self.markers: list[tuple[int, int, int]] = [(0, 0, 1)]
        """(position after the marker's line, header, line number there)."""
        self.packs: list[tuple[int, int]] = [(0, 0)]
        """(position, ``#pragma pack`` from there on)."""
        self.macros: dict[str, list[MacroText]] = {}
        self._numbers = {"": 0}
        self._stack = [0]
        self._read(text)

    def _read(self, text: str) -> None:
        header, line, last = 0, 1, 0
        for found in _DIRECTIVE.finditer(text):
            kind = found.lastgroup
            if kind == "file":
                header = self._header(found["file"], header)
                line, last = int(found["line"]), found.end() + 1
                self.markers.append((last, header, line))
            elif kind == "body":
                line += text.count("\n", last, found.start())
                last = found.start()
                name, parameters = found["name"], found["parameters"]
                inside = None if parameters is None else parameters[1:-1]
                macro = MacroText(name, inside, found["body"].rstrip(), header, line)
                self.macros.setdefault(name, []).append(macro)
            elif kind == "undefined":
                self.macros.pop(found["undefined"], None)
            else:
                self._pack(found["pack"])
                self.packs.append((found.end(), self._stack[-1]))

    def _header(self, escaped: str, by: int) -> int:
        file = escaped.replace('\\"', '"').replace("\\\\", "\\")
        number = self._numbers.get(file)
        if number is None:
            number = self._numbers[file] = len(self.headers)
            self.headers.append(Entered(file, by))
        return number

    def _pack(self, inside: str) -> None:
        """``pack(n)``, ``pack()``, ``pack(push, n)``, ``pack(pop)`` as GCC reads them."""
        words = [word.strip() for word in inside.split(",")]
        numbers = [int(word) for word in words if word.isdigit()]
        if words[0] == "push":
            self._stack.append(numbers[0] if numbers else self._stack[-1])
        elif words[0] == "pop":
            if len(self._stack) > 1:
                self._stack.pop()
        else:
            self._stack[-1] = numbers[0] if numbers else 0


class _Pieces:
    """Pass two: the code. Most pieces match one expression; the rest is walked."""

    def __init__(self, text: str, directives: _Directives) -> None:
        self.text = text
        self.markers = directives.markers
        self.packs = directives.packs
        self.marker = self.pack = 0
        self.counted = (0, 1)
        self.unfinished: list[tuple[int, int, str]] = []

    def run(self) -> Iterator[Piece]:
        position, end = 0, len(self.text)
        while position < end:
            between = _BETWEEN.match(self.text, position)
            if between:
                position = between.end()
                continue
            whole = _SIMPLE.match(self.text, position) or _WITH_BODY.match(self.text, position)
            if whole:
                yield self._piece(position, whole[0])
                position = whole.end()
            else:
                piece, position = self._walk(position)
                if piece is not None:
                    yield piece

    def _piece(self, position: int, code: str) -> Piece:
        header, line = self._where(position)
        if "#" in code:
            code = _without_directives(code, line)
        return Piece(code, header, line, self._pack_at(position), *names_of(code))

    def _where(self, position: int) -> tuple[int, int]:
        """Header and line of a position; positions are asked for in ascending order."""
        while self.marker + 1 < len(self.markers) and self.markers[self.marker + 1][0] <= position:
            self.marker += 1
            self.counted = (self.markers[self.marker][0], self.markers[self.marker][2])
        start, line = self.counted
        line += self.text.count("\n", start, position)
        self.counted = (position, line)
        return self.markers[self.marker][1], line

    def _pack_at(self, position: int) -> int:
        while self.pack + 1 < len(self.packs) and self.packs[self.pack + 1][0] <= position:
            self.pack += 1
        return self.packs[self.pack][1]

    def _walk(self, start: int) -> tuple[Piece | None, int]:
        """A piece with deeper nesting, a function's body, or something broken."""
        opening = _EXTERN_C.match(self.text, start)
        if opening:
            return None, opening.end()
        if self.text[start] in "})]":  # the end of extern "C" { }, or a stray bracket
            return None, start + 1
        depth = deepest = 0
        body = -1
        for found in _STRUCTURE.finditer(self.text, start):
            sign = found[0]
            if sign in ("{", "(", "["):
                if sign == "{" and depth == 0 and _is_function(self.text[start : found.start()]):
                    body = found.start()
                depth += 1
                deepest = max(deepest, depth)
            elif sign in ("}", ")", "]"):
                depth -= 1
                if depth < 0:
                    self._refuse(start, "a bracket closes what none opened")
                    return None, found.end()
                if depth == 0 and sign == "}" and body >= 0:
                    return self._piece(start, self.text[start:body].rstrip() + ";"), found.end()
            elif sign == ";" and depth == 0:
                if deepest > NESTING_LIMIT:
                    why = f"nested {deepest} deep (the limit is {NESTING_LIMIT})"
                    self._refuse(start, why)
                    return None, found.end()
                return self._piece(start, self.text[start : found.end()]), found.end()
        self._refuse(start, "a declaration is not finished at the end of the input")
        return None, len(self.text)

    def _refuse(self, start: int, why: str) -> None:
        self.unfinished.append((*self._where(start), why))


def _is_function(head: str) -> bool:
    """Whether a ``{`` after this text opens a function's body."""
    return _ATTRIBUTE.sub("", head).rstrip().endswith(")")


def _without_directives(code: str, line: int) -> str:
    """Code without the directives in it, each line where its header has it."""
    kept: list[str] = []
    for text in code.split("\n"):
        marker = _LINE_OF.match(text)
        if marker:
            missing = int(marker[1]) - line - len(kept)
            kept += [""] * min(missing, 10_000)
        else:
            kept.append("" if text.startswith("#") else text)
    return "\n".join(kept)
