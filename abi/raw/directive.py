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

    def group(self) -> tuple[Condition, ...]:
        """The parts of its group up to this one."""
        found = [self]
        while found[-1].before is not None:
            found.append(found[-1].before)
        return tuple(reversed(found))


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
    opens: Condition | None = None
    """The condition that begins with it."""

    @property
    def behind(self) -> Condition | None:
        """The innermost condition that what follows stands under."""
        return self.opens or self.within


def with_conditions(found: Iterable[tuple[str, str, int, int, int]]) -> Iterator[Directive]:
    """Directives from keyword, rest, line, start and end, in order."""
    current: Condition | None = None
    for keyword, rest, line, start, end in found:
        around, opens = current, None
        if keyword in _OPENING:
            opens = Condition(keyword, rest, line, None, around)
        elif keyword in CONDITIONS and current is not None:
            around = current.around
            if keyword != "endif":
                opens = Condition(keyword, rest, line, current, around)
        yield Directive(keyword, rest, line, start, end, around, opens)
        current = opens or around
