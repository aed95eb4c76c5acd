"""How much macros expand to, counted without expanding any.

``#define A2 (A1+A1)`` doubles with every line. What a macro comes to is known from its text and
from what the macros in it come to, each of which is looked at once; so a macro that is too large
costs no more than one that is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from headers.macros import Definition
from headers.words import IDENTIFIER

LARGE = 500
"""Tokens that any macro may expand to."""
LIMIT = 20_000
"""Tokens that all larger ones of one header may expand to, in the order of their definitions."""
_MOST = 1 << 60
_WORD = re.compile(IDENTIFIER)
_SIGN = re.compile(rf"""({IDENTIFIER})|[()]|[\w.]+|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|\S""")


class Cost(NamedTuple):
    """Of an expansion: its tokens, how deep macros nest in it, and how often it repeats an argument
    at most."""

    size: int
    depth: int = 0
    repeats: int = 1
    has_comma: bool = False
    """Whether a comma stands outside of all brackets, in it or in a macro there."""
    is_balanced: bool = True
    """Whether brackets close, in it and in all macros that it names."""

    @property
    def is_list(self) -> bool:
        """Whether it is several expressions with commas between them: a comma outside of all
        brackets stays there, unless a macro opens one that it does not close."""
        return self.has_comma and self.is_balanced


_OTHER = Cost(1)
_CLOSED = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class Costs:
    """The costs of the macros of one unit."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._known: dict[str, Cost] = {}
        self._begun: set[str] = set()
        self._circular: set[str] = set()

    def of_text(self, text: str) -> Cost:
        """What a text expands to."""
        self._look_at(self._macros_in(text))
        return self._count(text, ())

    def is_plain(self, name: str) -> bool:
        """Whether a macro's expansion is the same wherever it stands: no macro in it names itself,
        or one that it stands in."""
        self._look_at([name])
        return name not in self._circular

    def _macros_in(self, text: str) -> list[str]:
        """The macros of a text that nobody has looked at; one that names itself is not expanded."""
        words = (found[1] for found in _SIGN.finditer(text) if found[1])
        return [word for word in words if word not in self._begun and word in self._definitions]

    def _look_at(self, todo: list[str]) -> None:
        """Find the costs of macros, and before them of those in their texts."""
        while todo:
            name = todo[-1]
            definition = self._definitions.get(name)
            if name in self._known or definition is None:
                todo.pop()
            elif name in self._begun:
                if any(self._is_circular(word) for word in _WORD.findall(definition.body)):
                    self._circular.add(name)
                self._known[name] = self._count(definition.body, definition.parameters or ())
                todo.pop()
            else:
                self._begun.add(name)
                todo += self._macros_in(definition.body)

    def _is_circular(self, word: str) -> bool:
        """Whether a macro leads to itself, or to one that does."""
        return word in self._circular or (word in self._begun and word not in self._known)

    def _count(self, text: str, parameters: tuple[str, ...]) -> Cost:
        size = depth = open_now = 0
        has_comma, is_balanced = False, True
        times, following = [1], 1
        """How often what stands between the open parentheses is repeated."""
        said = dict.fromkeys(parameters, 0)
        for found in _SIGN.finditer(text):
            sign = found[0]
            cost = self._known.get(sign, _OTHER)
            if sign in _CLOSED:
                open_now += _CLOSED[sign]
                if _CLOSED[sign] > 0:
                    times.append(min(times[-1] * following, _MOST))
                elif len(times) > 1:
                    times.pop()
            elif open_now == 0:
                has_comma = has_comma or sign == "," or self._adds_comma(sign, cost)
            if sign in said:
                said[sign] += times[-1]
            size += times[-1] * cost.size
            depth = max(depth, cost.depth)
            is_balanced = is_balanced and cost.is_balanced
            following = cost.repeats
        repeats = max(1, *said.values(), 1)
        is_balanced = is_balanced and open_now == 0
        return Cost(min(size, _MOST), depth + 1, repeats, has_comma, is_balanced)

    def _adds_comma(self, name: str, cost: Cost) -> bool:
        return cost.has_comma and self._definitions[name].parameters is None
