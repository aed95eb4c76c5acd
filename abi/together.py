"""Two pieces of work that do not need each other; who has two processors does them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Together(Protocol):
    """A way to do both."""

    def __call__(self, one: Callable[[], A], other: Callable[[], B], /) -> tuple[A, B]:
        """What the two make. `other` may run in a copy of this process: only its result counts."""


def in_turn(one: Callable[[], A], other: Callable[[], B], /) -> tuple[A, B]:
    """One after the other."""
    return one(), other()
