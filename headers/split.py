"""Preprocessed text into top-level pieces and macro definitions.

Nothing is parsed here: brackets are counted, so that a broken declaration
costs itself and no other. Two passes over the whole text, both in the regular
expression engine as far as possible: directives (where a line comes from, what
macros there are), then the code between them.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from headers.called import DRIVER, FORGET, called
from headers.code import code_of
from headers.names import enumerators_of, keys_of
from headers.raw import exported, has_raw_words, note, raw_words
from headers.words import IDENTIFIER, TOO_DEEP, is_too_deep

_STRAY = "a bracket closes what none opened"

_DIRECTIVE = re.compile(
    rf"""\#(?<=^\#)(?:
        define\ ({IDENTIFIER})(\([^)\n]*\))?[ \t]*+([^\n]*+)
        |(line)?\ (\d++)\ "((?:[^"\\\n]++|\\.)*+)"([^\n]*+)
        |undef\ ([\w$]++)
        |\ ?pragma\s+pack\s*\(([^)\n]*)\)
        )""",
    re.MULTILINE | re.VERBOSE,
)
"""The engine looks for the sign first, and only there for the start of a line."""
_FORGOTTEN = re.compile(r"\A(?:#undef [^\n]*\n|\s++)*+")
_BETWEEN = re.compile(r"(?:[\s;]++|#[^\n]*+\n?+)++")
_SIMPLE = re.compile(r"""[^#{}();"'=\]]++;""")
_INSIDE = r"""(?:[^{}#"']++|\#[^\n]*+\n)"""
_WITH_BODY = re.compile(
    rf"""(?:typedef\s+)?+(?:struct|union|enum)\b[^#{{}}();"']*+
    \{{(?:{_INSIDE}|\{{(?:{_INSIDE}|\{{{_INSIDE}*+\}})*+\}})*+\}}
    (?:[^#{{}}();"'=]++|\((?:[^()#{{}};"']++|\([^()#{{}};"']*+\))*+\))*+;""",
    re.VERBOSE,
)
_STRUCTURE = re.compile(
    r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|[{}()\[\];]|^\#[^\n]*+""", re.MULTILINE
)
_STRAYS = re.compile(r"(?:\s*+[\])}])++")
_UNIVERSAL = re.compile(r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|\\U([0-9a-f]{8})""")
"""GCC writes letters outside ASCII so, in names; what stands in quotes it leaves as it is."""
_DIGRAPHS = {"<%": "{", "%>": "}", "<:": "[", ":>": "]"}
_WITH_DIGRAPHS = re.compile(
    r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|^\#[^\n]*+|<%|%>|<:|:>""", re.MULTILINE
)
_BEFORE_BODY = re.compile(r"(__attribute__|__attribute|__asm__|asm)?\s*+\Z")
_NOWHERE: Mapping[str, Sequence[str]] = {}
_EXTERN_C = re.compile(r'extern\s+"C"\s*\{')


class Piece(msgspec.Struct, array_like=True, gc=False):
    """One top-level declaration: its text, and what it declares."""

    code: str
    """Without directives, each line where its header has it."""
    header: str
    line: int
    pack: int
    """``#pragma pack`` in force, in bytes; 0 for none."""
    keys: tuple[str, ...]
    enumerators: tuple[tuple[str, str], ...] = ()
    """Enumerators with the keys of their enums."""


class MacroText(msgspec.Struct, array_like=True, gc=False):
    """One ``#define``, or an ``#undef``. `parameters` is None when it is object-like."""

    name: str
    parameters: str | None
    body: str
    header: str
    line: int
    is_undefined: bool = False


class Problem(msgspec.Struct, array_like=True):
    """Something wrong that was met on the way; `header` is its name."""

    level: str
    message: str
    header: str
    line: int


class Chunk(msgspec.Struct, array_like=True, gc=False):
    """What one header, with all that it is the first to include, adds to a unit.

    It depends on the text that the preprocessor made of them, and on the
    ``#pragma pack`` in force before; `digest` covers both.
    """

    digest: bytes
    pack: tuple[int, ...]
    """The stack of ``#pragma pack`` behind it."""
    headers: tuple[str, ...]
    """What the preprocessor read."""
    pieces: tuple[Piece, ...]
    encoded: msgspec.Raw
    """Its `macros`, as they lie in the cache: who looks at one record needs none of 37,000."""
    unfinished: tuple[tuple[str, int, str, str], ...]
    """(header, line, why, text) of what does not end where it should, and is not read."""
    notes: tuple[tuple[str, int, str], ...] = ()
    """(header, line, what) of what is read otherwise than it is written."""

    @property
    def macros(self) -> tuple[MacroText, ...]:
        """Definitions and ``#undef``, in order."""
        if self.digest not in _MACROS:
            _MACROS[self.digest] = _DECODER.decode(self.encoded)
        return _MACROS[self.digest]


class Unit(msgspec.Struct, array_like=True):
    """One preprocessed translation unit, split but not parsed."""

    chunks: list[Chunk]

    @property
    def headers(self) -> list[str]:
        """What the preprocessor read, once each."""
        return list(dict.fromkeys(name for chunk in self.chunks for name in chunk.headers))

    @property
    def pieces(self) -> list[Piece]:
        return [piece for chunk in self.chunks for piece in chunk.pieces]

    @property
    def unfinished(self) -> Iterator[tuple[str, int, str, str]]:
        return (found for chunk in self.chunks for found in chunk.unfinished)

    @property
    def notes(self) -> Iterator[tuple[str, int, str]]:
        return (found for chunk in self.chunks for found in chunk.notes)

    def macros(
        self,
        homes: Mapping[str, Sequence[str]] = _NOWHERE,
        left_out: Collection[str] = (),
    ) -> dict[str, MacroText]:
        """The definitions that hold at the end, but for those of headers that are left out.

        An ``#undef`` removes what its own header defined; what another one
        defined is still there for a program that includes only that one. Of
        definitions that say the same, those count that stand in its `homes`, else the first.
        """
        found: dict[str, MacroText] = {}
        for chunk in self.chunks:
            for macro in chunk.macros:
                name = macro.name
                if macro.header in left_out:
                    continue
                if not macro.is_undefined:
                    if not (name in homes and _is_elsewhere(macro, homes[name], found)):
                        found[name] = macro
                elif name in found and found[name].header == macro.header:
                    del found[name]
        return found

    def macros_mentioning(self, word: str) -> list[str]:
        """Names of object-like macros whose text contains a word; no table is built for it."""
        sought = word.encode("utf-8", "surrogatepass")
        chunks = (chunk for chunk in self.chunks if sought in memoryview(chunk.encoded).tobytes())
        macros = (macro for chunk in chunks for macro in chunk.macros)
        return list({m.name: None for m in macros if word in m.body and m.parameters is None})


def _is_elsewhere(macro: MacroText, homes: Sequence[str], found: dict[str, MacroText]) -> bool:
    """Whether a definition only says again (C11 6.10.3p1) what one at home has said."""
    if macro.header in homes or macro.name not in found:
        return False
    other = found[macro.name]
    return macro.parameters == other.parameters and macro.body.split() == other.body.split()


_MACROS: dict[bytes, tuple[MacroText, ...]] = {}
_DECODER = msgspec.msgpack.Decoder(tuple[MacroText, ...])
KNOWN: dict[bytes, Chunk] = {}
"""Chunks so far, by digest: most headers say the same for all targets and in the next version."""


class Splitter:
    """Splits text as it comes, so that the work is done while the preprocessor runs.

    `directory` has the file that includes all headers: a chunk ends where a marker returns to it.
    It also has the files that forget what a header has defined: each ends a unit.
    """

    def __init__(self, directory: str) -> None:
        self._ours = f'"{directory}/' if directory else '"'
        self._pending = ""
        self._is_forgetting = False
        self._pack: tuple[int, ...] = (0,)
        self._units: list[list[Chunk]] = [[]]

    def feed(self, text: str) -> None:
        text = self._pending + text
        start, place = 0, -1
        while (place := text.find(self._ours, place + 1)) >= 0:
            end = text.find("\n", place)
            if end < 0:
                break
            name = text[place + len(self._ours) : end]
            if name.startswith((DRIVER, FORGET)):
                self._add(text[start : text.rfind("\n", 0, place) + 1])
                start = end + 1
                if name.startswith(FORGET):
                    self._begin_unit()
        self._pending = text[start:]

    def finish(self) -> list[Unit]:
        """The units of the headers that were read alone, in order, and of all others."""
        self._add(self._pending)
        self._pending = ""
        return [Unit(chunks) for chunks in self._units]

    def _begin_unit(self) -> None:
        """What stands before the first header, the target's own macros, is in all units."""
        self._is_forgetting = True
        before = itertools.takewhile(lambda chunk: not chunk.headers, self._units[0])
        self._units.append(list(before))
        self._pack = (0,)

    def _add(self, text: str) -> None:
        if self._is_forgetting:
            text = _FORGOTTEN.sub("", text)
            self._is_forgetting = False
        if not text.strip():
            return
        whole = f"{self._pack}\n{text}".encode("utf-8", "surrogatepass")
        digest = blake2b(whole, digest_size=16).digest()
        if digest not in KNOWN:
            KNOWN[digest] = _chunk(digest, text, self._pack)
        self._units[-1].append(KNOWN[digest])
        self._pack = KNOWN[digest].pack


def _chunk(digest: bytes, text: str, pack: tuple[int, ...]) -> Chunk:
    if "\\U" in text:
        text = _UNIVERSAL.sub(_letter, text)
    if any(sign in text for sign in _DIGRAPHS):
        text = _WITH_DIGRAPHS.sub(_plain_sign, text)
    directives = _Directives(text, pack)
    pieces = _Pieces(text, directives)
    found = tuple(pieces.run())
    headers = tuple(filter(None, dict.fromkeys(directives.called.values())))
    _MACROS[digest] = tuple(directives.macros)
    encoded = msgspec.Raw(msgspec.msgpack.encode(directives.macros))
    behind = tuple(directives.stack)
    unfinished, notes = tuple(pieces.unfinished), tuple(pieces.notes())
    return Chunk(digest, behind, headers, found, encoded, unfinished, notes)


def _plain_sign(found: re.Match[str]) -> str:
    """A bracket or a brace as it is usually written (C17 6.4.6p3); literals as they are."""
    return _DIGRAPHS.get(found[0], found[0])


def _letter(found: re.Match[str]) -> str:
    """A letter as it was written."""
    is_one = found[1] and int(found[1], 16) <= 0x10FFFF
    return chr(int(found[1], 16)) if is_one else found[0]


class _Directives:
    """Pass one: which line of which header a line is, macros, and ``#pragma pack``."""

    def __init__(self, text: str, pack: tuple[int, ...]) -> None:
        self.stack = list(pack)
        self.called: dict[str, str] = {}
        """Headers by path."""
        self.files: list[str] = []
        """Those that are open, the innermost last."""
        self.markers: list[tuple[int, str, int]] = [(0, "", 1)]
        """(position after the marker's line, header, line number there)."""
        self.packs: list[tuple[int, int]] = [(0, pack[-1])]
        """(position, ``#pragma pack`` from there on)."""
        self.macros: list[MacroText] = []
        self._read(text)

    def _read(self, text: str) -> None:
        header, line, last = "", 1, 0
        for directive in _DIRECTIVE.finditer(text):
            name, parameters, body, line_sign, number, path, flags, undefined, pack = (
                directive.groups()
            )
            start = directive.start()
            if name is not None:
                line += text.count("\n", last, start)
                last = start
                inside = parameters and parameters[1:-1]
                self.macros.append(MacroText(name, inside, body.rstrip(), header, line))
            elif path is not None:
                header = self._header(path) if line_sign else self._entered(path, flags)
                line, last = int(number), directive.end() + 1
                self.markers.append((last, header, line))
            elif undefined is not None:
                self.macros.append(MacroText(undefined, None, "", header, 0, is_undefined=True))
            else:
                self._pack(pack)
                self.packs.append((directive.end(), self.stack[-1]))

    def packs_within(self, start: int, end: int) -> Iterator[int]:
        """What each ``#pragma pack`` between two positions leaves in force."""
        first = bisect_right(self.packs, (start, 1 << 62))
        return (value for place, value in itertools.islice(self.packs, first, None) if place < end)

    def _entered(self, path: str, flags: str) -> str:
        """The header behind a marker of a compiler; its flag is 1 where a file is entered and 2
        where it is left. One without is of the same file, whatever a ``#line`` calls it."""
        if flags.startswith(" 2") and len(self.files) > 1:
            self.files.pop()
        elif flags.startswith(" 1") or not self.files:
            self.files.append(self._header(path))
        return self.files[-1]

    def _header(self, path: str) -> str:
        if path not in self.called:
            self.called[path] = called(path.replace('\\"', '"').replace("\\\\", "\\"))
        return self.called[path]

    def _pack(self, inside: str) -> None:
        """``pack(n)``, ``pack()``, ``pack(push, n)``, ``pack(pop)`` as GCC reads them."""
        words = [word.strip() for word in inside.split(",")]
        numbers = [int(word) for word in words if word.isdigit()]
        if words[0] == "push":
            self.stack.append(numbers[0] if numbers else self.stack[-1])
        elif words[0] == "pop":
            if len(self.stack) > 1:
                self.stack.pop()
        else:
            self.stack[-1] = numbers[0] if numbers else 0


class _Pieces:
    """Pass two: the code. Most pieces match one expression; the rest is walked."""

    def __init__(self, text: str, directives: _Directives) -> None:
        self.text = text
        self.directives = directives
        self.is_raw = has_raw_words(text)
        self.raw: dict[str, tuple[int, list[str]]] = {}
        """Words that only the kernel defines, by header, with the first line."""
        self.markers = directives.markers
        self.packs = directives.packs
        self.pack = 0
        self.behind = [behind for behind, _, _ in self.markers]
        self.counted = (0, 0)
        """The last position that was asked for, and its line number."""
        self.unfinished: list[tuple[str, int, str, str]] = []
        self.opened = 0  # braces of extern "C" that are not closed so far

    def run(self) -> Iterator[Piece]:
        position, end = 0, len(self.text)
        while position < end:
            between = _BETWEEN.match(self.text, position)
            if between:
                position = between.end()
                continue
            whole = _SIMPLE.match(self.text, position) or _WITH_BODY.match(self.text, position)
            if whole:
                piece, position = self._piece(position, whole.end()), whole.end()
            else:
                piece, position = self._walk(position)
            if piece is not None:
                yield piece

    def _piece(self, start: int, end: int) -> Piece | None:
        header, line = self._where(start)
        packs = self.directives.packs_within(start, end)
        code = code_of(self.text, start, end, line, packs)
        if is_too_deep(code):
            self.unfinished.append((header, line, TOO_DEEP, code))
            return None
        if self.is_raw:
            code, words = exported(code)
            self._note(header, line, words)
        keys = keys_of(code)
        has_enum = "enum" in code and any(key.startswith("enum ") for key in keys)
        enumerators = tuple(enumerators_of(code)) if has_enum else ()
        return Piece(code, header, line, self._pack_at(start), keys, enumerators)

    def _note(self, header: str, line: int, words: list[str]) -> None:
        self.raw.setdefault(header, (line, []))[1].extend(words)

    def notes(self) -> Iterator[tuple[str, int, str]]:
        """What is said of headers with words that only the kernel defines."""
        if self.is_raw:
            for macro in self.directives.macros:
                self._note(macro.header, macro.line, raw_words(macro.body))
        for header, (line, words) in self.raw.items():
            if words:
                yield header, line, note(list(dict.fromkeys(words)))

    def _where(self, position: int) -> tuple[str, int]:
        """Header and line of a position; positions are asked for in ascending order."""
        behind, header, line = self.markers[bisect_right(self.behind, position) - 1]
        start, line = max(self.counted, (behind, line))
        line += self.text.count("\n", start, position)
        self.counted = (position, line)
        return header, line

    def _pack_at(self, position: int) -> int:
        while self.pack + 1 < len(self.packs) and self.packs[self.pack + 1][0] <= position:
            self.pack += 1
        return self.packs[self.pack][1]

    def _walk(self, start: int) -> tuple[Piece | None, int]:
        """A piece with deeper nesting, a function's body, or something broken."""
        opening = _EXTERN_C.match(self.text, start)
        if opening:
            self.opened += 1
            return None, opening.end()
        if self.text[start] in "})]":
            return None, self._close(start)
        depth, body, last = 0, -1, start
        opened, is_head = start, False
        """Where the outermost bracket was opened last, and whether parameters just ended."""
        for found in _STRUCTURE.finditer(self.text, start):
            sign = found[0]
            if sign in ("{", "(", "["):
                if depth == 0:
                    if sign == "{" and is_head and self._is_blank(last, found.start()):
                        body = found.start()
                    opened = found.start()
                    is_head = is_head and self._says_attribute(last, opened)
                depth += 1
            elif sign in ("}", ")", "]"):
                depth -= 1
                last = found.end()
                if depth < 0:
                    self._refuse(start, last, _STRAY)
                    return None, last
                if depth == 0 and sign == "}" and body >= 0:
                    return self._piece(start, body), last
                if depth == 0 and sign == ")":
                    is_head = is_head or not self._says_attribute(start, opened)
            elif sign == ";" and depth == 0:
                return self._piece(start, found.end()), found.end()
        self._refuse(start, len(self.text), "a declaration is not finished at the end of the input")
        return None, len(self.text)

    def _is_blank(self, start: int, end: int) -> bool:
        return not self.text[start:end].strip()

    def _says_attribute(self, start: int, end: int) -> bool:
        """Whether the parentheses that open here are an attribute's, and no parameters'."""
        before = self.text[max(start, end - 32) : end]
        return _BEFORE_BODY.search(before)[1] is not None  # type: ignore[index]

    def _close(self, start: int) -> int:
        """The end of ``extern "C" { }``, or a bracket that no compiler accepts."""
        if self.opened and self.text[start] == "}":
            self.opened -= 1
            return start + 1
        end = _STRAYS.match(self.text, start).end()  # type: ignore[union-attr]
        self._refuse(start, end, _STRAY)
        return end

    def _refuse(self, start: int, end: int, why: str) -> None:
        self.unfinished.append((*self._where(start), why, self.text[start:end]))
