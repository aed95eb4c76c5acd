"""Everything of a unit, read ahead on two processors.

A surface reads what it is asked for. Who will ask for everything says so, and
half of the work, parsing and the expansion of macros, is done by another process.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from abi import expression as x
from headers.processors import available

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.parse import Outcome, Piece

LEAST = 1000
"""Pieces and macros that are worth a process; a fork costs some 20 ms."""


def prepare(declarations: UnitDeclarations, wanted: Container[str] | None = None) -> None:
    """Parse the pieces and macros of the names wanted, or all.

    What another process fails to do is done when asked for.
    """
    from headers.parse import REMEMBERED

    pieces = [piece for piece in declarations.to_parse(wanted) if piece not in REMEMBERED]
    names = declarations.to_expand(wanted)
    if len(pieces) + len(names) < LEAST or not _can_fork():
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(declarations, pieces[1::2], names[1::2], (reading, writing))
    os.close(writing)
    _work(declarations, pieces[::2], names[::2])
    with open(reading, "rb") as pipe:
        data = pipe.read()
    if os.waitpid(child, 0)[1] == 0:
        outcomes, expressions = pickle.loads(data)  # from our own child, over our own pipe
        REMEMBERED.update(zip(pieces[1::2], outcomes, strict=True))
        declarations.expressions.update(zip(names[1::2], expressions, strict=True))


def _can_fork() -> bool:
    is_alone = threading.active_count() == 1
    return is_alone and sys.platform == "linux" and available() > 1


def _work(
    declarations: UnitDeclarations, pieces: Sequence[Piece], names: Sequence[str]
) -> tuple[list[Outcome], list[x.Expression]]:
    from headers.parse import REMEMBERED, outcome

    for piece in pieces:
        REMEMBERED[piece] = outcome(piece)
    expressions = [declarations.expression(name) for name in names]
    return [REMEMBERED[piece] for piece in pieces], expressions


def _answer(
    declarations: UnitDeclarations,
    pieces: Sequence[Piece],
    names: Sequence[str],
    pipe: tuple[int, int],
) -> None:
    """The child's life: nothing that the parent opened is flushed or cleaned up by it."""
    code = 1
    try:
        os.close(pipe[0])
        with open(pipe[1], "wb") as out:
            pickle.dump(_work(declarations, pieces, names), out, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)
