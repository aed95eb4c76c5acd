"""Directives and the conditions that they stand under (C17 6.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

_OPENING = frozenset(("if", "ifdef", "ifndef"))
_TURNING = frozenset(("elif", "elifdef", "elifndef", "else"))
CONDITIONS = frozenset((*_OPENING, *_TURNING, "endif"))


class Condition(msgspec.Struct, frozen=True):
    """A part of a group, from its ``#if``, ``#elif`` or ``#else`` to the next one."""

    keyword: str
    text: str
    """What stands behind the keyword."""
    line: int
    before: Condition | None
    """The part of the same group that ends where this one begins."""
    around: Condition | None
    """What the whole group stands in."""

    def stack(self) -> tuple[Condition, ...]:
        """This and all around it, the outermost first."""
        found: list[Condition] = []
        part: Condition | None = self
        while part is not None:
            found.append(part)
            part = part.around
        return tuple(reversed(found))

    @property
    def first(self) -> Condition:
        """The part that opens the group."""
        part = self
        while part.before is not None:
            part = part.before
        return part


class Directive(msgspec.Struct, frozen=True):
    """A preprocessing directive. Positions are characters of the header's text."""

    keyword: str
    """``include``, ``ifdef``; empty for one without; digits for ``# 7 "x.h"``."""
    rest: str
    """Without comments and white space around it, joined lines as one."""
    line: int
    """Of its keyword, from 1."""
    start: int
    """Where the line begins that its sign is on."""
    end: int
    """Behind its last character, a comment included that ends it."""
    within: Condition | None
    """The innermost condition that it stands under; of one that opens, turns or closes a group,
    what the whole group stands in."""


def with_conditions(found: Iterable[tuple[str, str, int, int, int]]) -> Iterator[Directive]:
    """Directives from keyword, rest, line, start and end, in order."""
    current: Condition | None = None
    for keyword, rest, line, start, end in found:
        around = current
        if keyword in _OPENING:
            current = Condition(keyword, rest, line, None, around)
        elif keyword in CONDITIONS and current is not None:
            around = current.around
            is_end = keyword == "endif"
            current = around if is_end else Condition(keyword, rest, line, current, around)
        yield Directive(keyword, rest, line, start, end, around)
