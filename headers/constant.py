"""The constant expressions of most macros, parsed without a C parser.

A header tree has tens of thousands of macros, nearly all of them integers,
shifts, sums, casts and ``sizeof``. These are read here, by precedence climbing
(C11 6.5.1 to 6.5.15); what is anything else is left to `headers.parse`.
"""

from __future__ import annotations

import re

from abi import expression as x
from abi.ctype import CType, Named, Pointer, Qualified, Scalar
from headers.gnu import RESPELLED, TOKEN
from headers.lower import SPECIFIERS

_BINDING = {
    sign: strength
    for strength, signs in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %"), start=1
    )
    for sign in signs.split()
}
_SIGNS = frozenset("+-~!*&")
_INTEGER = re.compile(r"(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)[uUlL]*+\Z")
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
_TAGS = frozenset(("struct", "union", "enum"))
_QUALIFIERS = frozenset(("const", "volatile"))
_SPECIFIER_WORDS = frozenset(word for words in SPECIFIERS for word in words) - {"bool"}
_OTHER_WORDS = """
sizeof _Alignof __alignof__ offsetof typeof __attribute__ asm extern static inline restrict typedef
register auto if else do while for return goto break continue switch case default
"""
_KEYWORDS = _SPECIFIER_WORDS | _TAGS | _QUALIFIERS | RESPELLED.keys() | set(_OTHER_WORDS.split())
DEPTH = 200
"""Nesting that is left to the other parser to refuse."""


class _NotSimpleError(Exception):
    """Something that is left to the C parser."""


def parse_constant(text: str, typedefs: frozenset[str]) -> x.Expression | None:
    """The expression, or None when it is not one of the simple ones, or none at all."""
    words = [found[0] for found in TOKEN.finditer(text) if found.lastgroup != "space"]
    parser = _Parser(words, typedefs)
    try:
        found = parser.conditional()
    except (_NotSimpleError, IndexError):
        return None
    return found if parser.at == len(words) else None


class _Parser:
    def __init__(self, words: list[str], typedefs: frozenset[str]) -> None:
        self.words = words
        self.typedefs = typedefs
        self.at = 0
        self.depth = 0

    def _next(self) -> str:
        word = self.words[self.at]
        self.at += 1
        return word

    def _peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            raise _NotSimpleError

    def conditional(self) -> x.Expression:
        condition = self._binary(1)
        if self._peek() != "?":
            return condition
        self.at += 1
        then = self.conditional()
        self._expect(":")
        return x.Conditional(condition, then, self.conditional())

    def _binary(self, least: int) -> x.Expression:
        left = self._unary()
        while True:
            sign = self._peek()
            strength = _BINDING.get(sign, 0)
            if strength < least:
                return left
            self.at += 1
            left = x.Binary(sign, left, self._binary(strength + 1))

    def _unary(self) -> x.Expression:
        self.depth += 1
        if self.depth > DEPTH:
            raise _NotSimpleError
        word = self._next()
        if word in _SIGNS:
            found: x.Expression = x.Unary(word, self._unary())
        elif word == "sizeof":
            found = self._sizeof()
        elif word == "(":
            found = self._parenthesis()
        else:
            found = self._primary(word)
        self.depth -= 1
        return found

    def _primary(self, word: str) -> x.Expression:
        if self._peek() in ("(", "[", ".", "->", "++", "--"):
            raise _NotSimpleError
        if _INTEGER.match(word):
            return x.Literal(word)
        if word.endswith("'"):
            return x.Character(word)
        if not _NAME.match(word) or word in _KEYWORDS or word in self.typedefs:
            raise _NotSimpleError
        return x.Name(word)

    def _parenthesis(self) -> x.Expression:
        """After ``(``: a cast, or an expression."""
        ctype = self._type()
        if ctype is not None:
            self._expect(")")
            if self._peek() == "{":
                raise _NotSimpleError
            return x.Cast(ctype, self._unary())
        inner = self.conditional()
        self._expect(")")
        if self._peek() in ("(", "[", ".", "->", "++", "--"):
            raise _NotSimpleError
        return inner

    def _sizeof(self) -> x.Expression:
        self._expect("(")
        ctype = self._type()
        operand = self.conditional() if ctype is None else ctype
        self._expect(")")
        if self._peek() in ("(", "[", ".", "->", "{"):
            raise _NotSimpleError
        return x.SizeOf(operand)

    def _type(self) -> CType | None:
        """A type's name, if one stands here: specifiers, then pointers."""
        words: list[str] = []
        qualifiers: list[str] = []
        ctype: CType | None = None
        while (word := self._peek()) in _SPECIFIER_WORDS or word in _QUALIFIERS:
            (qualifiers if word in _QUALIFIERS else words).append(self._next())
        if words:
            name = SPECIFIERS.get(tuple(sorted(words)))
            if name is None:
                raise _NotSimpleError
            ctype = Scalar(name)
        elif word in _TAGS:
            ctype = Named(f"{self._next()} {self._tag()}")
        elif word in self.typedefs and word not in _KEYWORDS:
            ctype = Named(f"typedef {self._next()}")
        if ctype is None:
            if qualifiers:
                raise _NotSimpleError
            return None
        if qualifiers:
            ctype = Qualified(ctype, tuple(qualifiers))
        while self._peek() == "*":
            self.at += 1
            ctype = Pointer(ctype)
        if self._peek() != ")":
            raise _NotSimpleError
        return ctype

    def _tag(self) -> str:
        tag = self._next()
        if not _NAME.match(tag) or tag in _KEYWORDS:
            raise _NotSimpleError
        return tag
