"""The constant expressions of most macros, parsed without a C parser.

A header tree has tens of thousands of macros, nearly all of them integers,
shifts, sums, casts and ``sizeof``. These are read here, by precedence climbing
(C11 6.5.1 to 6.5.15); what is anything else is left to `headers.grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from abi import expression as x
from abi.ctype import CType, Named, Pointer, Qualified, Scalar
from headers.gnu import RESPELLED
from headers.words import IDENTIFIER, NESTING_LIMIT, TOO_DEEP, TooDeepError, words_in

T = TypeVar("T")

SPECIFIERS: dict[tuple[str, ...], str] = {
    tuple(sorted(words.split())): name
    for name, spellings in {
        "void": "void",
        "_Bool": "_Bool|bool",
        "char": "char",
        "signed char": "signed char",
        "unsigned char": "unsigned char",
        "short": "short|short int|signed short|signed short int",
        "unsigned short": "unsigned short|unsigned short int",
        "int": "int|signed|signed int",
        "unsigned int": "unsigned|unsigned int",
        "long": "long|long int|signed long|signed long int",
        "unsigned long": "unsigned long|unsigned long int",
        "long long": "long long|long long int|signed long long|signed long long int",
        "unsigned long long": "unsigned long long|unsigned long long int",
        "__int128": "__int128|signed __int128|__int128_t",
        "unsigned __int128": "unsigned __int128|__uint128_t",
        "float": "float",
        "double": "double",
        "long double": "long double",
        "_Float16": "_Float16",
        "_Float32": "_Float32",
        "_Float64": "_Float64",
        "_Float32x": "_Float32x",
        "__float128": "__float128|_Float128",
        "_Decimal32": "_Decimal32",
        "_Decimal64": "_Decimal64",
        "_Decimal128": "_Decimal128",
        "float _Complex": "float _Complex",
        "double _Complex": "double _Complex|_Complex",
        "long double _Complex": "long double _Complex",
        "__builtin_va_list": "__builtin_va_list",
    }.items()
    for words in spellings.split("|")
}
"""C's words for arithmetic types, sorted, by what they name (C11 6.7.2p2, and GNU C)."""


_BINDING = {
    sign: strength
    for strength, signs in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %"), start=1
    )
    for sign in signs.split()
}
_SIGNS = frozenset("+-~!*&")
_INTEGER = re.compile(r"(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*+|[1-9][0-9]*+)[uUlL]*+\Z")
_STRING = re.compile(r'"(?:[^"\\]|\\[nt"\\])*+"\Z')
_NAME = re.compile(rf"{IDENTIFIER}\Z")
_POSTFIX = frozenset(("(", "[", ".", "->", "++", "--"))
_TAGS = frozenset(("struct", "union", "enum"))
_QUALIFIERS = frozenset(("const", "volatile"))
_SPECIFIER_WORDS = frozenset(word for words in SPECIFIERS for word in words) - {"bool"}
_OTHER_WORDS = """
sizeof _Alignof __alignof__ offsetof typeof __attribute__ asm extern static inline restrict typedef
register auto if else do while for return goto break continue switch case default
"""
_KEYWORDS = _SPECIFIER_WORDS | _TAGS | _QUALIFIERS | RESPELLED.keys() | set(_OTHER_WORDS.split())


_MOST_TERMS = 32 * NESTING_LIMIT
"""Operators of one strength in a row: they do not nest to a reader, but their values do."""


class NotSimpleError(Exception):
    """Something that is left to the C parser."""


def parse_constant(text: str, typedefs: frozenset[str]) -> x.Expression | None:
    """The expression, or None when it is not one of the simple ones, or none at all."""
    words = [word for word in words_in(text) if word != "\n"]
    parser = ConstantParser(words, typedefs)
    try:
        found = parser.conditional()
    except TooDeepError:
        return x.Unevaluated(TOO_DEEP)
    except (NotSimpleError, IndexError):
        return None
    return found if parser.at == len(words) else None


class ConstantParser:
    """Reads a list of words from the front; `at` is the next one."""

    def __init__(self, words: list[str], typedefs: frozenset[str]) -> None:
        self.words = words
        self.typedefs = typedefs
        self.at = 0
        self.depth = 0

    def take(self) -> str:
        """The next word, which must be there."""
        word = self.words[self.at]
        self.at += 1
        return word

    def peek(self) -> str:
        """The next word; empty at the end."""
        return self.words[self.at] if self.at < len(self.words) else ""

    def expect(self, sign: str) -> None:
        """The next word must be this one."""
        if self.take() != sign:
            raise NotSimpleError

    def conditional(self) -> x.Expression:
        """A constant expression (C11 6.6)."""
        self._enter()
        found = self._binary(1)
        if self.peek() == "?":
            self.at += 1
            then = self.conditional()
            self.expect(":")
            found = x.Conditional(found, then, self.conditional())
        self.depth -= 1
        return found

    def _enter(self) -> None:
        """One level deeper."""
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            raise TooDeepError

    def counted(self, number: int, limit: int = NESTING_LIMIT) -> int:
        """How many operators stand in a row on one thing, and now one more."""
        if number >= limit:
            raise TooDeepError
        return number + 1

    def _binary(self, least: int) -> x.Expression:
        left, number = self._unary(), 0
        while True:
            number = self.counted(number, _MOST_TERMS)
            sign = self.peek()
            strength = _BINDING.get(sign, 0)
            if strength < least:
                return left
            self.at += 1
            left = x.Binary(sign, left, self._binary(strength + 1))

    def _unary(self) -> x.Expression:
        self._enter()
        word = self.take()
        if word in _SIGNS:
            found: x.Expression = x.Unary(word, self._unary())
        elif word == "sizeof":
            found = self._sizeof()
        elif word == "__alignof__":
            found = self._alignof()
        elif word == "(":
            found = self._parenthesis()
        else:
            found = self._primary(word)
        self.depth -= 1
        return found

    def _primary(self, word: str) -> x.Expression:
        if _NAME.match(word) and word not in _KEYWORDS and word not in self.typedefs:
            return self._postfix(self._call(word) if self.peek() == "(" else x.Name(word))
        if _INTEGER.match(word):
            found: x.Expression = x.Literal(word)
        elif word.endswith("'"):
            found = x.Character(word)
        elif _STRING.match(word):
            parts = [word[1:-1]]
            while _STRING.match(self.peek()):
                parts.append(self.take()[1:-1])
            found = x.String("".join(parts))
        else:
            raise NotSimpleError
        if self.peek() in _POSTFIX:
            raise NotSimpleError
        return found

    def _postfix(self, found: x.Expression) -> x.Expression:
        """Members and elements of what was read."""
        number = 0
        while (sign := self.peek()) in _POSTFIX:
            number = self.counted(number)
            self.at += 1
            if sign == "[":
                found = x.Index(found, self.conditional())
                self.expect("]")
            elif sign in (".", "->"):
                found = x.Access(found, self.name(), sign == "->")
            else:
                raise NotSimpleError
        return found

    def _call(self, name: str) -> x.Expression:
        """After a function's name: its arguments."""
        return x.Call(name, tuple(self.listed(self.conditional)))

    def listed(self, item: Callable[[], T]) -> list[T]:
        """What stands in parentheses, with commas between: each read by `item`."""
        self.expect("(")
        found: list[T] = []
        while self.peek() != ")":
            found.append(item())
            if self.peek() != ")":
                self.expect(",")
                if self.peek() == ")":
                    raise NotSimpleError
        self.at += 1
        return found

    def _parenthesis(self) -> x.Expression:
        """After ``(``: a cast, or an expression."""
        ctype = self._type()
        if ctype is not None:
            self.expect(")")
            if self.peek() == "{":
                raise NotSimpleError
            return x.Cast(ctype, self._unary())
        inner = self.conditional()
        self.expect(")")
        if self.peek() == "(" and isinstance(inner, x.Name):  # a cast to a type that is not known
            inner = self._call(inner.name)
        return self._postfix(inner)

    def _sizeof(self) -> x.Expression:
        self.expect("(")
        ctype = self._type()
        operand = self.conditional() if ctype is None else ctype
        self.expect(")")
        if self.peek() in _POSTFIX or self.peek() == "{":
            raise NotSimpleError
        return x.SizeOf(operand)

    def _alignof(self) -> x.Expression:
        self.expect("(")
        ctype = self._type()
        if ctype is None or isinstance(ctype, Qualified | Pointer):
            raise NotSimpleError
        self.expect(")")
        return x.AlignOf(ctype, preferred=True)

    def _type(self) -> CType | None:
        """A type's name, if one stands here: specifiers, then pointers."""
        ctype = self.specifiers()
        if ctype is None:
            return None
        ctype = self.pointers(ctype)
        if self.peek() != ")":
            raise NotSimpleError
        return ctype

    def specifiers(self) -> CType | None:
        """A type without declarators, if one stands here; qualifiers come first."""
        words: list[str] = []
        qualifiers: list[str] = []
        ctype: CType | None = None
        while (word := self.peek()) in _SPECIFIER_WORDS or word in _QUALIFIERS:
            (qualifiers if word in _QUALIFIERS else words).append(self.take())
        if words:
            name = SPECIFIERS.get(tuple(sorted(words)))
            if name is None:
                raise NotSimpleError
            ctype = Scalar(name)
        elif word in _TAGS:
            ctype = self.tagged(self.take())
        elif word in self.typedefs and word not in _KEYWORDS:
            ctype = Named(f"typedef {self.take()}")
        if qualifiers:
            if ctype is None:
                raise NotSimpleError
            ctype = Qualified(ctype, tuple(qualifiers))
        return ctype

    def pointers(self, ctype: CType) -> CType:
        """The type behind the stars that stand here."""
        number = 0
        while self.peek() == "*":
            number = self.counted(number)
            self.at += 1
            ctype = Pointer(ctype)
        return ctype

    def tagged(self, kind: str) -> CType:
        """After ``struct``, ``union`` or ``enum``."""
        return Named(f"{kind} {self.name()}")

    def name(self) -> str:
        """A word that is no keyword."""
        word = self.take()
        if not _NAME.match(word) or word in _KEYWORDS:
            raise NotSimpleError
        return word
