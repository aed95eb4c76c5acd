"""What can be reached by steps: headers by includes, for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def reachable(starts: Iterable[str], steps: Callable[[str], Iterable[str]]) -> set[str]:
    """All that `steps` lead to from some starts, in any number; these with them."""
    found = set(starts)
    todo = list(found)
    while todo:
        new = set(steps(todo.pop())) - found
        found |= new
        todo += new
    return found
