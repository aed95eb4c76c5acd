"""Any text in C into declarations, by pycparser.

Loaded when a piece needs it: most declarations are plain.
"""

from __future__ import annotations

import re

import msgspec
from pycparser import c_ast
from pycparser.c_parser import CParser, ParseError

from abi import expression as x
from abi.declarations import Declared
from headers.gnu import to_c11
from headers.lower import LoweringError, lower, lower_expression
from headers.names import TYPE_WORDS
from headers.piece import Broken, Outcome, Piece, PieceError
from headers.words import (
    IDENTIFIER,
    NESTING_LIMIT,
    TOO_DEEP,
    TooDeepError,
    has_too_many_in_a_row,
)

_C23 = re.compile(r"typeof|\benum\b\s*\w*\s*:")
_WHERE = re.compile(r"^[^:]*:(\d+):(?:\d+:)?\s*")


def parse_any(piece: Piece) -> Outcome:
    """The same for every piece, by the C parser."""
    try:
        return _declarations(*piece)
    except TooDeepError:
        return Broken(TOO_DEEP, 0)
    except PieceError as error:
        return Broken(str(error), error.line)


def _declarations(text: str, typedefs: frozenset[str], pack: int) -> tuple[Declared, ...]:
    if has_too_many_in_a_row(text):
        raise PieceError(TOO_DEEP)
    try:
        nodes = _parse(to_c11(text), typedefs)
    except PieceError as error:
        unknown = _unknown_type(text, typedefs)
        raise PieceError(
            f"unknown type '{unknown}'" if unknown else str(error), error.line
        ) from None
    try:
        found = tuple(lower(nodes, typedefs, pack))
        if is_too_large(found):
            raise PieceError(TOO_DEEP)
        return found
    except LoweringError as error:
        raise PieceError(str(error)) from None
    except (RecursionError, TooDeepError):
        raise PieceError(TOO_DEEP) from None


def parse_any_expression(text: str, typedefs: frozenset[str]) -> x.Expression:
    """The same for every expression, by the C parser."""
    try:
        nodes = _parse(f"int uapi_value = ({to_c11(text)});", typedefs)
        found = lower_expression(nodes[0].init, typedefs)
        return x.Unevaluated(TOO_DEEP) if is_too_large(found) else found
    except PieceError:
        return x.Unevaluated("not a constant expression")
    except LoweringError as error:
        return x.Unevaluated(str(error))
    except RecursionError:
        return x.Unevaluated(TOO_DEEP)


def _parse(text: str, typedefs: frozenset[str]) -> list[c_ast.Node]:
    prefix = f"typedef int {','.join(sorted(typedefs))};" if typedefs else ""
    try:
        dialect = "c23" if _C23.search(text) else "legacy"
        parsed = CParser(dialect=dialect).parse(prefix + text)
    except ParseError as error:
        raise _piece_error(str(error)) from None
    except RecursionError:
        raise PieceError(TOO_DEEP) from None
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        # pycparser meets some broken input with an exception that it does not own.
        raise PieceError("syntax error") from None
    return list(parsed.ext)[len(typedefs) :]


def _piece_error(message: str) -> PieceError:
    found = _WHERE.match(message)
    line = int(found[1]) - 1 if found else 0
    what = _WHERE.sub("", message).removeprefix(": ").strip()
    before = what.removeprefix("before: ")
    if before != what:
        what = f"before '{before}'"
    return PieceError(f"syntax error {what[:1].lower()}{what[1:]}".strip(), line)


def is_too_large(value: object) -> bool:
    """Whether types or expressions nest deeper in a value than text may."""
    todo = [(value, 0)]
    while todo:
        inner, depth = todo.pop()
        if depth > 2 * NESTING_LIMIT:  # a member is two values deep: itself and its type
            return True
        if isinstance(inner, tuple):
            todo += ((item, depth) for item in inner)
        elif isinstance(inner, msgspec.Struct):
            todo += ((getattr(inner, name), depth + 1) for name in inner.__struct_fields__)
    return False


_MEMBER = re.compile(
    rf"[{{;(,]\s*+(?:const\s++)?+({IDENTIFIER})\s++[*\s]*+{IDENTIFIER}\s*+(?=[;,\[:)])"
)


def _unknown_type(text: str, typedefs: frozenset[str]) -> str:
    """The first word that stands where a type belongs and is none that we know."""
    words = (found[1] for found in _MEMBER.finditer(text))
    return next((w for w in words if w not in typedefs and w not in TYPE_WORDS), "")
