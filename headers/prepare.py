"""Everything of a unit, read ahead on two processors.

A surface reads what it is asked for. Who will ask for everything says so, and
half of the work, parsing and the expansion of macros, is done by another process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from abi import expression as x
from headers.child import beside, can_share

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.piece import Outcome, Piece

LEAST = 2500
"""Pieces and macros that are worth a process."""


def prepare(declarations: UnitDeclarations) -> None:
    """Parse all pieces and macros."""
    from headers.parse import REMEMBERED

    pieces = [piece for piece in declarations.to_parse() if piece not in REMEMBERED]
    names = declarations.to_expand()
    if len(pieces) + len(names) < LEAST or not can_share():
        return
    _, (outcomes, expressions) = beside(
        lambda: _work(declarations, pieces[::2], names[::2]),
        lambda: _work(declarations, pieces[1::2], names[1::2]),
    )
    REMEMBERED.update(zip(pieces[1::2], outcomes, strict=True))
    declarations.expressions.update(zip(names[1::2], expressions, strict=True))


def _work(
    declarations: UnitDeclarations, pieces: Sequence[Piece], names: Sequence[str]
) -> tuple[list[Outcome], list[x.Expression]]:
    from headers.parse import REMEMBERED, outcome

    for piece in pieces:
        REMEMBERED[piece] = outcome(piece)
    expressions = [declarations.expression(name) for name in names]
    return [REMEMBERED[piece] for piece in pieces], expressions
