"""Everything of a unit, read ahead on two processors.

A surface reads what it is asked for. Who will ask for everything says so, and
half of the work, parsing and the expansion of macros, is done by another process.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from abi import expression as x
from headers.child import Child, can_share

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.parse import Outcome, Piece

LEAST = 2500
"""Pieces and macros that are worth a process."""


def prepare(declarations: UnitDeclarations, wanted: Container[str] | None = None) -> None:
    """Parse the pieces and macros of the names wanted, or all."""
    from headers.parse import REMEMBERED

    pieces = [piece for piece in declarations.to_parse(wanted) if piece not in REMEMBERED]
    names = declarations.to_expand(wanted)
    if len(pieces) + len(names) < LEAST or not can_share():
        return
    child = Child(lambda: _work(declarations, pieces[1::2], names[1::2]))
    try:
        _work(declarations, pieces[::2], names[::2])
        outcomes, expressions = child.result()
    except BaseException:
        child.kill()
        raise
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
