"""One piece of text into declarations: pycparser, with recovery and memory.

A piece is parsed alone. The typedef names that it uses are declared in front
of it, so that the outcome depends on its text only, and is remembered by it:
one parse serves all targets and all versions that say the same.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from pycparser import c_ast
from pycparser.c_parser import CParser, ParseError

from abi import expression as x
from abi.declarations import Declared
from headers.constant import parse_constant
from headers.gnu import to_c11
from headers.lower import LoweringError, lower, lower_expression
from headers.names import TYPE_WORDS
from headers.plain import parse_plain

_C23 = re.compile(r"typeof|\benum\b\s*\w*\s*:")
_WHERE = re.compile(r"^[^:]*:(\d+):(?:\d+:)?\s*")


class PieceError(Exception):
    """A piece that is not C as we know it. `line` counts from 0, within the piece."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message, line)
        self.line = line

    def __str__(self) -> str:
        return str(self.args[0])


Piece = tuple[str, frozenset[str], int]
"""What the outcome of parsing depends on: text, typedef names in scope, ``#pragma pack``."""


class Broken(NamedTuple):
    """What a `PieceError` says. Errors themselves keep all alive that was open at the time."""

    message: str
    line: int


Outcome = tuple[Declared, ...] | Broken
REMEMBERED: dict[Piece, Outcome] = {}
"""Outcomes so far; `headers.prepare` adds those of other processes."""


def parse_piece(text: str, typedefs: frozenset[str], pack: int) -> tuple[Declared, ...]:
    """The declarations of one top-level piece.

    Raises:
        PieceError: the text does not parse; nothing else is affected.
    """
    piece = text, typedefs, pack
    if piece not in REMEMBERED:
        REMEMBERED[piece] = outcome(piece)
    found = REMEMBERED[piece]
    if isinstance(found, Broken):
        raise PieceError(*found)
    return found


def outcome(piece: Piece) -> Outcome:
    """The declarations of a piece, or the error that it has instead."""
    return parse_plain(*piece) or parse_any(piece)


def parse_any(piece: Piece) -> Outcome:
    """The same for every piece, by the C parser."""
    try:
        return _declarations(*piece)
    except PieceError as error:
        return Broken(str(error), error.line)


def _declarations(text: str, typedefs: frozenset[str], pack: int) -> tuple[Declared, ...]:
    try:
        nodes = _parse(to_c11(text), typedefs)
    except PieceError as error:
        unknown = _unknown_type(text, typedefs)
        raise PieceError(
            f"unknown type '{unknown}'" if unknown else str(error), error.line
        ) from None
    try:
        return tuple(lower(nodes, pack))
    except LoweringError as error:
        raise PieceError(str(error)) from None
    except RecursionError:
        raise PieceError("nested too deeply") from None


@functools.lru_cache(maxsize=100_000)
def parse_expression(text: str, typedefs: frozenset[str]) -> x.Expression:
    """A macro's expanded body as an expression; `Unevaluated` when it is none."""
    found = parse_constant(text, typedefs)
    return parse_any_expression(text, typedefs) if found is None else found


def parse_any_expression(text: str, typedefs: frozenset[str]) -> x.Expression:
    """The same for every expression, by the C parser."""
    try:
        nodes = _parse(f"int uapi_value = ({to_c11(text)});", typedefs)
        return lower_expression(nodes[0].init)
    except PieceError:
        return x.Unevaluated("not a constant expression")
    except LoweringError as error:
        return x.Unevaluated(str(error))
    except RecursionError:
        return x.Unevaluated("nested too deeply")


def _parse(text: str, typedefs: frozenset[str]) -> list[c_ast.Node]:
    prefix = f"typedef int {','.join(sorted(typedefs))};" if typedefs else ""
    try:
        dialect = "c23" if _C23.search(text) else "legacy"
        parsed = CParser(dialect=dialect).parse(prefix + text)
    except ParseError as error:
        raise _piece_error(str(error)) from None
    except RecursionError:
        raise PieceError("nested too deeply") from None
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


_MEMBER = re.compile(r"[{;(,]\s*(?:const\s+)?([A-Za-z_]\w*)\s+\**\s*[A-Za-z_]\w*\s*(?=[;,\[:)])")


def _unknown_type(text: str, typedefs: frozenset[str]) -> str:
    """The first word that stands where a type belongs and is none that we know."""
    words = (found[1] for found in _MEMBER.finditer(text))
    return next((w for w in words if w not in typedefs and w not in TYPE_WORDS), "")
