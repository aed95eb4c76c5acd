"""GNU C into what a C11 parser reads, without losing what the GNU parts said.

pycparser knows no ``__attribute__``. Attributes that change a layout are
therefore turned into marker declarations that stand where C11 allows one and
say what they apply to; `headers.lower` reads them back:

==============================================  ===================================
``struct s { … } __attribute__((packed));``     ``struct s { int __uapi__record_packed; … };``
``__u64 a __attribute__((aligned(4)));``        ``__u64 a, __uapi__last1_aligned[4];``
``__attribute__((aligned(8))) __u64 a, b;``     ``__u64 a, b, __uapi__last2_aligned[8];``
==============================================  ===================================

Positions follow GCC's "Attribute Syntax" chapter. Line breaks are kept, so
that a line of the result is a line of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MARKER = "__uapi__"

_TOKENS = {
    "word": r"[A-Za-z_$][\w$]*",
    "number": r"\.?\d(?:[eEpP][+-]|[\w.])*",
    "string": r'(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"',
    "char": r"(?:[uUL])?'(?:[^'\\\n]|\\.)*'",
    "sign": r"##|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\S",
}
TOKEN = re.compile(
    "|".join([r"(?P<space>\s+)", *(f"(?P<{name}>{said})" for name, said in _TOKENS.items())]),
    re.DOTALL,
)
_WORDS = re.compile("|".join([r"\n", *_TOKENS.values()]), re.DOTALL)


def words_in(text: str) -> list[str]:
    """The tokens of a text, and the ends of its lines; other white space is left out."""
    return _WORDS.findall(text)


RESPELLED = {
    "__signed__": "signed", "__signed": "signed",
    "__const": "const", "__const__": "const",
    "__volatile": "volatile", "__volatile__": "volatile",
    "__inline": "inline", "__inline__": "inline",
    "__restrict": "restrict", "__restrict__": "restrict",
    "__typeof": "typeof", "__typeof__": "typeof",
    "__builtin_offsetof": "offsetof",
    "__extension__": "", "__attribute": "__attribute__",
    "__alignof": "__alignof__", "__asm": "asm", "__asm__": "asm",
}  # fmt: skip
"""GNU's spellings of words that mean something in C, and what pycparser reads instead."""
_IS_GNU = re.compile(rf"\b(?:asm|{'|'.join(RESPELLED)}|__attribute__|__alignof__)\b")
_RECORDS = {"struct", "union", "enum"}
_OPEN, _CLOSE = {"(", "{", "["}, {")", "}", "]"}
LAYOUT_ATTRIBUTES = {"packed", "aligned", "mode", "vector_size"}


class Attribute(NamedTuple):
    """One attribute as written: ``aligned`` with the arguments ``8``."""

    name: str
    arguments: str


def tokens(text: str) -> list[str]:
    """C tokens and the white space between them; joined, they are the text."""
    return [found[0] for found in TOKEN.finditer(text)]


def to_c11(text: str) -> str:
    """One top-level declaration in C11, with attributes as markers."""
    if not _IS_GNU.search(text):
        return text
    respelled = [RESPELLED.get(token, token) for token in tokens(text)]
    if not {"__attribute__", "asm", "__alignof__"}.intersection(respelled):
        return "".join(respelled)
    return _Rewriter(respelled).run()


class _Rewriter:
    """A pass over the tokens that knows which body or declaration it stands in."""

    def __init__(self, source: list[str]) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.opened: list[int] = []
        self.bodies: list[tuple[int, bool]] = []
        self.last_body: tuple[int, bool] | None = None
        self.heading: list[Attribute] = []
        self.waiting: dict[int, list[tuple[str, Attribute]]] = {}
        self.commas: dict[int, int] = {}
        self.previous = ""
        self.keyword = ""

    def run(self) -> str:
        while self.at < len(self.source):
            token = self.source[self.at]
            if token == "__attribute__":
                self._attribute()
            elif token == "asm":
                self.at = self._closing(self._next(self.at + 1)) + 1
            elif token == "__alignof__":
                self._alignof()
            else:
                self._ordinary(token)
                self.at += 1
        return "".join(self.out)

    def _ordinary(self, token: str) -> None:
        depth = len(self.opened)
        if token in (",", ";"):
            self._settle(depth, token)
            self.commas[depth] = self.commas.get(depth, 0) + 1 if token == "," else 0
        self.out.append(token)
        if token.isspace():
            return
        if token in _OPEN:
            self._enter(token)
        elif token in _CLOSE and self.opened:
            self._leave(token)
        if token in _RECORDS:
            self.keyword = token
        self.previous = token

    def _enter(self, token: str) -> None:
        self.opened.append(len(self.out))
        self.commas[len(self.opened)] = 0
        if token == "{":
            body = (len(self.out), self.keyword == "enum")
            self.bodies.append(body)
            self._mark_body(body, self.heading)
            self.heading = []

    def _leave(self, token: str) -> None:
        self.waiting.pop(len(self.opened), None)
        self.opened.pop()
        if token == "}" and self.bodies:
            self.last_body = self.bodies.pop()

    def _attribute(self) -> None:
        start = self._next(self.at + 1)
        end = self._closing(start)
        found = [a for a in _attributes(self.source[start + 1 : end]) if a.name in
                 LAYOUT_ATTRIBUTES]  # fmt: skip
        if self.previous in _RECORDS:
            self.heading += found
        elif self.previous == "}" and self.last_body is not None:
            self._mark_body(self.last_body, found)
        else:
            depth = len(self.opened)
            following = self._peek(end + 1)
            is_one = following in {",", ";", ":", "=", "__attribute__"} or self.commas.get(depth, 0)
            scope = "one" if is_one else "all"
            self.waiting.setdefault(depth, []).extend((scope, a) for a in found)
        self._keep_lines(self.at, end)
        self.at = end + 1

    def _mark_body(self, body: tuple[int, bool], found: list[Attribute]) -> None:
        index, is_enum = body
        for attribute in found:
            marker = _marker("record", attribute)
            self.out[index - 1] += f"{marker.partition('[')[0]}, " if is_enum else f"int {marker};"

    def _settle(self, depth: int, token: str) -> None:
        """Put waiting markers before the ``,`` or ``;`` that ends their declarator."""
        waiting = self.waiting.pop(depth, [])
        for scope, attribute in waiting:
            if scope == "all" and token == ",":
                self.waiting.setdefault(depth, []).append((scope, attribute))
            else:
                reach = self.commas.get(depth, 0) + 1 if scope == "all" else 1
                self.out.append(f", {_marker(f'last{reach}', attribute)}")

    def _alignof(self) -> None:
        """``__alignof__ (T)`` becomes ``_Alignof (volatile T)``; no header writes the latter."""
        start = self._next(self.at + 1)
        self.out.append("_Alignof(volatile ")
        self.opened.append(len(self.out))
        self._keep_lines(self.at, start)
        self.at = start + 1

    def _keep_lines(self, first: int, last: int) -> None:
        lines = sum(token.count("\n") for token in self.source[first : last + 1])
        self.out.append("\n" * lines or " ")

    def _next(self, index: int) -> int:
        while index < len(self.source) and self.source[index].isspace():
            index += 1
        return index

    def _peek(self, index: int) -> str:
        index = self._next(index)
        return self.source[index] if index < len(self.source) else ""

    def _closing(self, start: int) -> int:
        """The index of the bracket that closes the one at `start`."""
        depth = 0
        for index in range(start, len(self.source)):
            depth += (self.source[index] in _OPEN) - (self.source[index] in _CLOSE)
            if depth <= 0:
                return index
        return len(self.source) - 1


def _attributes(inside: list[str]) -> Iterator[Attribute]:
    """The attributes between the outer parentheses of ``__attribute__((…))``."""
    text = "".join(inside).strip()
    if text.startswith("("):
        text = text[1 : text.rfind(")")]
    for part in split_at_commas(text):
        name, _, arguments = part.strip().partition("(")
        yield Attribute(name.strip().strip("_"), arguments.rpartition(")")[0].strip())


def split_at_commas(text: str) -> list[str]:
    """Parts of a list, split at commas outside of brackets."""
    parts, depth = [""], 0
    for token in tokens(text):
        depth += (token in _OPEN) - (token in _CLOSE)
        if token == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _marker(scope: str, attribute: Attribute) -> str:
    """A declarator that carries an attribute: ``__uapi__last1_aligned[8]``."""
    name = f"{MARKER}{scope}_{attribute.name}"
    if attribute.name == "packed":
        return name
    if attribute.name == "mode":
        return f"{name}_{attribute.arguments.strip('_')}"
    return f"{name}[{to_c11(attribute.arguments) or '__BIGGEST_ALIGNMENT__'}]"
