"""Macros of one header that decide what others say, which do not include it.

What a header tests is known to it if it was included before the test. Else it may be known
from a header that was read earlier, and then either those that test it are kept apart, or
those that define it, whichever are fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from headers.programs import Programs

if TYPE_CHECKING:
    from headers.partition import Text

MANY = 20
"""Headers that one macro would set apart, so that it is said who defines it."""


class Sides(NamedTuple):
    """Programs that test a macro and do not know it, and those that define it."""

    testing: set[str]
    defining: set[str]

    def fewer(self) -> set[str]:
        return min(self, key=len)


class Leaks:
    """What to set `apart`, and of `disturbing` headers the macro that many others test."""

    def __init__(
        self,
        texts: Mapping[str, Text],
        definers: Mapping[bytes, list[str]],
        programs: Programs,
    ) -> None:
        self._texts = texts
        self._definers = definers
        self._programs = programs
        self.apart: set[str] = set()
        self.disturbing: dict[str, bytes] = {}
        for macro, testers in self._testers().items():
            self._add(macro, testers)

    def _testers(self) -> dict[bytes, list[str]]:
        """Headers that test a macro which one before them defines, by macro."""
        order = self._programs.order
        testers: dict[bytes, list[str]] = {}
        for name, text in self._texts.items():
            for macro in text.tested:
                if any(order[one] < order[name] for one in self._definers.get(macro, ())):
                    testers.setdefault(macro, []).append(name)
        return testers

    def _add(self, macro: bytes, testers: Iterable[str]) -> None:
        surely, perhaps = Sides(set(), set()), Sides(set(), set())
        for name in testers:
            self._tested(macro, name, surely, perhaps)
        for sides in (surely, perhaps):
            self.apart |= sides.fewer()
            if len(sides.testing) > max(MANY, len(sides.defining)):
                self.disturbing |= dict.fromkeys(sides.defining, macro)

    def _tested(self, macro: bytes, name: str, surely: Sides, perhaps: Sides) -> None:
        """One header that tests a macro: whether it knows it by its own includes."""
        programs, order = self._programs, self._programs.order
        behind = self._texts[name].tested_behind[macro]
        known = programs.before(name, behind, always=True)
        early = [o for o in self._definers[macro] if o not in known and order[o] < order[name]]
        if not early:
            return
        conditional = programs.before(name, behind, always=False).intersection(early)
        if conditional:
            perhaps.testing.update(programs.of(name))
            perhaps.defining.update(*map(programs.surely_of, conditional))
        others = [one for one in early if one not in conditional]
        if not others:
            return
        knowing = {p for p in programs.of(name) if _has_met(name, others, programs.reached(p))}
        if programs.choose(programs.of(name)) in knowing:
            self.apart |= programs.of(name) - knowing
            return
        self.apart |= knowing
        surely.testing.update(programs.of(name) - knowing)
        surely.defining.update(*map(programs.of, others))


def _has_met(name: str, others: Iterable[str], order: Mapping[str, int]) -> bool:
    """Whether a program reads one of the others before a header."""
    return any(order.get(one, len(order)) < order[name] for one in others)
