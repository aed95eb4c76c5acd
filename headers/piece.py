"""What is parsed at a time, and what comes of it."""

from __future__ import annotations

from typing import NamedTuple

from abi.declarations import Declared


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
