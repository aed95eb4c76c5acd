"""GNU C into what a C11 parser reads, without losing what the GNU parts said.

pycparser knows no ``__attribute__``. Attributes that change a layout are
therefore turned into marker declarations that stand where C11 allows one and
say what they apply to; `headers.lower` reads them back:

==============================================  ===================================
``struct s { … } __attribute__((packed));``     ``struct s { int __uapi__record_packed; … };``
``__u64 a __attribute__((aligned(4)));``        ``__u64 a, __uapi__last1_aligned[4];``
``__attribute__((aligned(8))) __u64 a, b;``     ``__u64 a, b, __uapi__last2_aligned[8];``
``char *__attribute__((aligned(8))) p;``        ``char *p, __uapi__type1_aligned[8];``
==============================================  ===================================

Positions follow GCC's "Attribute Syntax" chapter; ``[[gnu::packed]]`` stands where
``__attribute__((packed))`` may. The last member of a record may lack its ``;``, and
what ``#pragma pack`` says inside of a declaration holds for the records that end behind it.
Line breaks are kept, so that a line of the result is a line of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from headers.words import CLOSING, NESTING_LIMIT, OPENING, TOKEN, TooDeepError, closings

T = TypeVar("T")

MARKER = "__uapi__"

RESPELLED = {
    "__signed__": "signed", "__signed": "signed",
    "__const": "const", "__const__": "const",
    "__volatile": "volatile", "__volatile__": "volatile",
    "__inline": "inline", "__inline__": "inline",
    "__restrict": "restrict", "__restrict__": "restrict",
    "__typeof": "typeof", "__typeof__": "typeof",
    "__complex__": "_Complex", "__complex": "_Complex",
    "__builtin_offsetof": "offsetof",
    "__extension__": "", "__attribute": "__attribute__",
    "__alignof": "__alignof__", "__asm": "asm", "__asm__": "asm",
    "__thread": "_Thread_local",
}  # fmt: skip
"""GNU's spellings of words that mean something in C, and what pycparser reads instead."""
_IS_GNU = re.compile(
    rf"\b(?:asm|{'|'.join(RESPELLED)}|__attribute__|__alignof__|_Pragma)\b|\[\s*\[|[^;{{}}\s]\s*\}}"
)
_REWRITTEN = frozenset(("__attribute__", "asm", "__alignof__", "_Pragma", "[", "}"))
_QUALIFIERS = frozenset(("const", "volatile", "restrict"))
_RECORDS = frozenset(("struct", "union", "enum"))
LAYOUT_ATTRIBUTES = frozenset(("packed", "aligned", "mode", "vector_size", "ms_struct"))
PACK = "uapi_pack"
"""What ``#pragma pack`` inside of a declaration is in its code: ``_Pragma("uapi_pack 1")``."""


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
    if _REWRITTEN.isdisjoint(respelled):
        return "".join(respelled)
    return _Rewriter(respelled).run()


class _Rewriter:
    """A pass over the tokens that knows which body or declaration it stands in."""

    def __init__(self, source: list[str]) -> None:
        self.source = source
        self.closing = closings(source)
        self.at = 0
        self.out: list[str] = []
        self.opened: list[int] = []
        """Brackets that are open; of what is in parentheses, their place in `source`, or -1 for
        those around a declarator."""
        self.bodies: list[tuple[int, str]] = []
        """Where bodies that are open begin in `out`, each with its keyword; "" for values."""
        self.last_body: tuple[int, str] | None = None
        self.heading: list[Attribute] = []
        self.waiting: dict[int, list[tuple[str, Attribute]]] = {}
        self.all: dict[int, list[Attribute]] = {}
        """By depth: what holds for the declarator that stands there, and for all of them."""
        self.commas: dict[int, int] = {}
        self.passed = -1, ""
        """Where the attributes end that were passed last, and what follows them."""
        self.pack = ""
        self.is_behind_star = False
        """Whether only qualifiers and attributes stand between this place and a star."""
        self.previous = ""
        self.keyword = ""
        """The keyword whose body may follow."""

    def run(self) -> str:
        while self.at < len(self.source):
            token = self.source[self.at]
            if token == "__attribute__" or (token == "[" and self._peek(self.at + 1) == "["):
                self._attribute()
            elif token == "asm":
                self.at = self._closing(self._next(self.at + 1)) + 1
            elif token == "__alignof__":
                self._alignof()
            elif token == "_Pragma":
                self._pragma()
            else:
                self._ordinary(token)
                self.at += 1
        return "".join(self.out)

    def _ordinary(self, token: str) -> None:
        depth = len(self.opened)
        if token in (",", ";"):
            self._settle(depth, token)
            self.commas[depth] = self.commas.get(depth, 0) + 1 if token == "," else 0
        if token == "}" and self.bodies:
            self._end_body(depth)
        self.out.append(token)
        if token.isspace():
            return
        if token in OPENING:
            self._enter(token)
        elif token in CLOSING and self.opened:
            self._leave(token)
        if token in _RECORDS:
            self.keyword = token
        elif not (token == ":" and self.keyword == "enum") and token in "{}()[];,=*:":
            self.keyword = ""
        if token not in _QUALIFIERS:
            self.is_behind_star = token == "*"
        self.previous = token

    def _enter(self, token: str) -> None:
        is_around = token == "(" and self._peek(self.at + 1) in ("*", "(")
        self.opened.append(-1 if is_around else self.at)
        self.commas[len(self.opened)] = 0
        if token == "{":
            body = (len(self.out), self.keyword)
            self.bodies.append(body)
            self._mark_body(body, self.heading)
            self.heading = []

    def _end_body(self, depth: int) -> None:
        """Before the ``}`` of a record: its last member's ``;``, and the packing that holds."""
        if self.bodies[-1][1] not in ("struct", "union"):
            return
        if self.previous not in (";", "{"):
            self._settle(depth, ";")
            self.out.append(";")
        if self.pack:
            self.out.append(f"int {MARKER}record_pack_{self.pack};")

    def _leave(self, token: str) -> None:
        self.waiting.pop(len(self.opened), None)
        self.all.pop(len(self.opened), None)
        self.opened.pop()
        if token == "}" and self.bodies:
            self.last_body = self.bodies.pop()

    def _attribute(self) -> None:
        is_standard = self.source[self.at] == "["
        start = self.at if is_standard else self._next(self.at + 1)
        end = self._closing(start)
        read = _standard_attributes if is_standard else _attributes
        found = [a for a in read(self.source[start + 1 : end]) if a.name in LAYOUT_ATTRIBUTES]
        if self.previous in _RECORDS:
            self.heading += found
        elif self.previous == "}" and self.last_body is not None and self.last_body[1]:
            self._mark_body(self.last_body, [] if is_standard else found)
        else:
            self._of_declarator(found, end, is_standard)
        self._keep_lines(self.at, end)
        self.at = end + 1

    def _of_declarator(self, found: list[Attribute], end: int, is_standard: bool) -> None:
        """Attributes of one declarator, of all, or of the type that a star makes."""
        depth = len(self.opened)
        following = self._behind_attributes(end)
        if self.is_behind_star:
            if following not in ("*", "("):  # else of what the pointer points to
                while depth and self.opened[depth - 1] == -1:
                    depth -= 1
                self.waiting.setdefault(depth, []).extend(("type", a) for a in found)
        elif following in (",", ";", ":", "=", "}", "[", "(") or self.commas.get(depth, 0):
            self.waiting.setdefault(depth, []).extend(("last", a) for a in found)
        elif not is_standard or self.previous in ("", ";", "{"):
            self.all.setdefault(depth, []).extend(found)

    def _behind_attributes(self, end: int) -> str:
        """What follows the attributes of which one ends here; a run of them is passed once."""
        if end < self.passed[0]:
            return self.passed[1]
        while True:
            at = self._next(end + 1)
            following = self.source[at] if at < len(self.source) else ""
            is_standard = following == "[" and self._peek(at + 1) == "["
            if self.is_behind_star and following in _QUALIFIERS:
                end = at
                continue
            if following != "__attribute__" and not is_standard:
                self.passed = end, following
                return following
            end = self._closing(at if is_standard else self._next(at + 1))

    def _mark_body(self, body: tuple[int, str], found: list[Attribute]) -> None:
        index, keyword = body
        for attribute in found if keyword else ():
            marker = _marker("record", attribute)
            is_enum = keyword == "enum"
            self.out[index - 1] += (
                f"{marker.replace('[', ' = (').replace(']', ')')}, "
                if (is_enum)
                else f"int {marker};"
            )

    def _settle(self, depth: int, token: str) -> None:
        """Put waiting markers before the ``,`` or ``;`` that ends their declarator."""
        for scope, attribute in _once(self.waiting.pop(depth, [])):
            self.out.append(f", {_marker(f'{scope}1', attribute)}")
        if token == ";":
            reach = self.commas.get(depth, 0) + 1
            for attribute in _once(self.all.pop(depth, [])):
                self.out.append(f", {_marker(f'last{reach}', attribute)}")
        self.heading = []

    def _alignof(self) -> None:
        """``__alignof__ (T)`` becomes ``_Alignof (volatile T)``; no header writes the latter."""
        start = self._next(self.at + 1)
        self.out.append("_Alignof(volatile ")
        self.opened.append(start)
        self._keep_lines(self.at, start)
        self.at = start + 1

    def _pragma(self) -> None:
        end = self._closing(self._next(self.at + 1))
        said = "".join(self.source[self.at : end]).partition(f'"{PACK} ')[2]
        self.pack = said.rstrip('" ') or self.pack
        self.at = end + 1

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
        """The index of the bracket that closes the one at `start`; that of what else is there."""
        return min(self.closing.get(start, start), len(self.source) - 1)


def _once(found: list[T]) -> list[T]:
    """Each of a list where it stands last, which is where it counts; so many as anyone wrote.

    Raises:
        TooDeepError: they are more.
    """
    kept = list(dict.fromkeys(reversed(found)))[::-1]
    if len(kept) > NESTING_LIMIT:
        raise TooDeepError
    return kept


def _standard_attributes(inside: list[str]) -> Iterator[Attribute]:
    """GNU's attributes between the brackets of ``[[…]]``."""
    text = "".join(inside).strip()
    for part in split_at_commas(text[1 : text.rfind("]")]):
        vendor, colons, name = part.partition("::")
        if colons and vendor.strip().strip("_") == "gnu":
            yield from _attributes([name])


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
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens(text):
        depth += (token in OPENING) - (token in CLOSING)
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return ["".join(part) for part in parts]


def _marker(scope: str, attribute: Attribute) -> str:
    """A declarator that carries an attribute: ``__uapi__last1_aligned[8]``."""
    name = f"{MARKER}{scope}_{attribute.name}"
    if attribute.name in ("packed", "ms_struct"):
        return name
    if attribute.name == "mode":
        return f"{name}_{attribute.arguments.strip('_')}"
    return f"{name}[{to_c11(attribute.arguments) or '__BIGGEST_ALIGNMENT__'}]"
