"""One piece of text into declarations, with recovery and memory.

A piece is parsed alone. The typedef names that it uses are declared in front
of it, so that the outcome depends on its text only, and is remembered by it:
one parse serves all targets and all versions that say the same.
"""

from __future__ import annotations

import functools
import re

from abi import expression as x
from abi.declarations import Declared
from headers.constant import parse_constant
from headers.piece import Broken, Outcome, Piece, PieceError
from headers.plain import parse_plain
from headers.words import TOO_DEEP, TooDeepError, is_too_deep

_VALUES = re.compile(r"(?:\A|[()])\s*\{")
"""Values in braces, with a type in front or not: no constant expression."""

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
    try:
        found = parse_plain(*piece)
    except TooDeepError:
        return Broken(TOO_DEEP, 0)
    if found:
        return found
    from headers.grammar import parse_any

    return parse_any(piece)


@functools.lru_cache(maxsize=100_000)
def parse_expression(text: str, typedefs: frozenset[str]) -> x.Expression:
    """A macro's expanded body as an expression; `Unevaluated` when it is none."""
    found = parse_constant(text, typedefs)
    if found is not None:
        return found
    if is_too_deep(text):
        return x.Unevaluated(TOO_DEEP)
    if _VALUES.search(text) or text.split(maxsplit=1)[0] in typedefs:  # a type
        return x.Unevaluated("not a constant expression")
    from headers.grammar import parse_any_expression

    return parse_any_expression(text, typedefs)
