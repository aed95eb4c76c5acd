"""Text that gcc and clang do not read alike, so that nobody can say what it includes."""

from __future__ import annotations

from typing import NamedTuple


class Doubt(NamedTuple):
    """Where such a text begins, and what it is."""

    at: int
    """A position in the text that it was found in."""
    why: str
