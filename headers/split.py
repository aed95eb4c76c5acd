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

from headers.names import enumerators_of, keys_of

NESTING_LIMIT = 256
"""Brackets deeper than this are not C that a person wrote; the piece is refused."""

_MARKER = re.compile(
    r"""^\#(?:
        (?:line)?\ (\d+)\ "((?:[^"\\\n]|\\.)*)"[^\n]*
        |\ ?pragma\s+pack\s*\(([^)\n]*)\)
        )""",
    re.MULTILINE | re.VERBOSE,
)
_DIRECTIVE = re.compile(
    r"""^\#(?:
        define\ ([A-Za-z_$][\w$]*)(\([^)\n]*\))?[ \t]*([^\n]*)
        |(?:line)?\ (\d+)\ "((?:[^"\\\n]|\\.)*)"[^\n]*
        |undef\ ([\w$]+)
        )""",
    re.MULTILINE | re.VERBOSE,
)
_OBJECT_LIKE = re.compile(r"#define ([A-Za-z_$][\w$]*) ")
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


class Piece(msgspec.Struct, array_like=True, gc=False):
    """One top-level declaration: where its text is, and what it declares."""

    start: int
    end: int
    """Its text is ``Unit.text[start:end]``; `Unit.code` takes directives out of it."""
    header: int
    """Index into `Unit.headers`."""
    line: int
    pack: int
    """``#pragma pack`` in force, in bytes; 0 for none."""
    keys: tuple[str, ...]


class MacroText(msgspec.Struct, gc=False):
    """One ``#define``. `parameters` is None when it is object-like."""

    name: str
    parameters: str | None
    body: str
    header: int
    line: int


class Entered(msgspec.Struct, array_like=True):
    """A header that the preprocessor read: as the text has it, and as programs include it."""

    path: str
    name: str


class Problem(msgspec.Struct, array_like=True):
    """Something wrong that was met on the way; `header` is its name."""

    level: str
    message: str
    header: str
    line: int


class Unit(msgspec.Struct, array_like=True):
    """One preprocessed translation unit, split but not parsed."""

    text: str
    headers: list[Entered]
    pieces: list[Piece]
    unfinished: list[tuple[int, int, str]]
    """(header, line, why) of text that does not end where it should."""

    def code(self, piece: Piece) -> str:
        """The text of a piece, each line where its header has it."""
        return _code(self.text, piece.start, piece.end, piece.line)

    def enumerators(self) -> Iterator[tuple[str, str, int]]:
        """Every enumerator with the key of its enum and the header that declares it."""
        for piece in self.pieces:
            if any(key.startswith("enum ") for key in piece.keys):
                for name, key in enumerators_of(self.code(piece)):
                    yield name, key, piece.header

    def macros(self) -> dict[str, MacroText]:
        """The definitions that hold at the end.

        An ``#undef`` removes what its own header defined; what another one
        defined is still there for a program that includes only that one.
        """
        numbers = {entered.path: number for number, entered in enumerate(self.headers)}
        found: dict[str, MacroText] = {}
        header, line, last = 0, 1, 0
        for directive in _DIRECTIVE.finditer(self.text):
            name, parameters, body, number, path, undefined = directive.groups()
            if name is not None:
                start = directive.start()
                line += self.text.count("\n", last, start)
                last = start
                inside = parameters and parameters[1:-1]
                found[name] = MacroText(name, inside, body.rstrip(), header, line)
            elif path is not None:
                header, line, last = numbers[path], int(number), directive.end() + 1
            elif undefined in found and found[undefined].header == header:
                del found[undefined]
        return found

    def macros_mentioning(self, word: str) -> list[str]:
        """Names of object-like macros whose text contains a word; no table is built for it."""
        found: dict[str, None] = {}
        place = self.text.find(word)
        while place >= 0:
            start = self.text.rfind("\n", 0, place) + 1
            macro = _OBJECT_LIKE.match(self.text, start)
            if macro and macro.end() <= place:
                found[macro[1]] = None
            place = self.text.find(word, place + 1)
        return list(found)


def split(text: str) -> Unit:
    """Split the whole output of ``cc -E -dD`` (or of the pcpp engine)."""
    splitter = Splitter()
    splitter.feed(text)
    return splitter.finish()


class Splitter:
    """Splits text as it comes, so that the work is done while the preprocessor runs.

    `driver` is the path of the file that includes all headers: where a marker
    returns to it, no declaration is open, and what came before can be split.
    """

    def __init__(self, driver: str = "") -> None:
        self._return = f'"{driver}" 2\n'
        self._pending = ""
        self._done: list[str] = []
        self._length = 0
        self._markers = _Markers()
        self._pieces: list[Piece] = []
        self._unfinished: list[tuple[int, int, str]] = []

    def feed(self, text: str) -> None:
        self._pending += text
        cut = self._pending.rfind(self._return)
        cut = self._pending.rfind("\n", 0, cut) + 1 if cut > 0 else 0
        if cut:
            self._split(self._pending[:cut])
            self._pending = self._pending[cut:]

    def finish(self) -> Unit:
        self._split(self._pending)
        self._pending = ""
        text = "".join(self._done)
        return Unit(text, self._markers.headers, self._pieces, self._unfinished)

    def _split(self, text: str) -> None:
        self._markers.read(text)
        pieces = _Pieces(text, self._length, self._markers)
        self._pieces += pieces.run()
        self._unfinished += pieces.unfinished
        self._done.append(text)
        self._length += len(text)


class _Markers:
    """Pass one: which line of which header a line is, and ``#pragma pack``.

    What was read before is kept: a later text goes on where an earlier ended.
    """

    def __init__(self) -> None:
        self.headers = [Entered("", "")]
        self.markers: list[tuple[int, int, int]] = [(0, 0, 1)]
        """(position after the marker's line, header, line number there) in the text at hand."""
        self.packs: list[tuple[int, int]] = [(0, 0)]
        """(position, ``#pragma pack`` from there on) in the text at hand."""
        self._numbers = {"": 0}
        self._stack = [0]

    def read(self, text: str) -> None:
        self.markers = [(0, *self.markers[-1][1:])]
        self.packs = [(0, self._stack[-1])]
        for found in _MARKER.finditer(text):
            line, path, pack = found.groups()
            if path is not None:
                self.markers.append((found.end() + 1, self._header(path), int(line)))
            else:
                self._pack(pack)
                self.packs.append((found.end(), self._stack[-1]))

    def _header(self, path: str) -> int:
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = len(self.headers)
            name = path.replace('\\"', '"').replace("\\\\", "\\")
            self.headers.append(Entered(path, name))
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
    """Pass two: the code. Most pieces match one expression; the rest is walked.

    `base` is where the text begins in the unit's whole text.
    """

    def __init__(self, text: str, base: int, markers: _Markers) -> None:
        self.text = text
        self.base = base
        self.markers = markers.markers
        self.packs = markers.packs
        self.marker = self.pack = 0
        self.counted = (0, self.markers[0][2])
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
                yield self._piece(position, whole.end())
                position = whole.end()
            else:
                piece, position = self._walk(position)
                if piece is not None:
                    yield piece

    def _piece(self, start: int, end: int) -> Piece:
        header, line = self._where(start)
        code = _code(self.text, start, end, line)
        place = self.base + start, self.base + end, header, line
        return Piece(*place, self._pack_at(start), keys_of(code))

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
                    return self._piece(start, body), found.end()
            elif sign == ";" and depth == 0:
                if deepest > NESTING_LIMIT:
                    why = f"nested {deepest} deep (the limit is {NESTING_LIMIT})"
                    self._refuse(start, why)
                    return None, found.end()
                return self._piece(start, found.end()), found.end()
        self._refuse(start, "a declaration is not finished at the end of the input")
        return None, len(self.text)

    def _refuse(self, start: int, why: str) -> None:
        self.unfinished.append((*self._where(start), why))


def _code(text: str, start: int, end: int, line: int) -> str:
    """The code of a piece; the head of a function, whose body is left out, gets its ``;``."""
    code = text[start:end]
    if "#" in code:
        code = _without_directives(code, line)
    return code if code.endswith(";") else f"{code.rstrip()};"


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
