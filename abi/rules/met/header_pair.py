"""A header on both sides, as it is looked at for what is no declaration."""

from __future__ import annotations

import functools
import re

from abi.diagnostic import Location
from abi.header import Header
from abi.surface import Surface

_COMMENT = re.compile(r"^\s*(?:\*|//|/\*(?!.*\*/)).*|/\*.*?(?:\*/|$)|//.*", re.MULTILINE)


class HeaderPair:
    """A header of the new side, and what it was; `before` is None where it is new."""

    def __init__(self, before: Header | None, after: Header, old: Surface, new: Surface) -> None:
        self.before = before
        self.after = after
        self.old = old
        self.new = new

    @property
    def name(self) -> str:
        return self.after.name

    def places(self, line: int) -> tuple[Location | None, Location]:
        """Of a change that stands in a line of the new header."""
        return Location(self.name, 0) if self.before else None, Location(self.name, line)

    @functools.cached_property
    def rewritten(self) -> str:
        """The lines that only one side has: what is in none of them is as it was."""
        return _only_one(self.before.lines if self.before else [], self.after.lines)

    @functools.cached_property
    def rewritten_code(self) -> str:
        """The same without what looks like a comment."""
        return _COMMENT.sub("", self.rewritten)


def _only_one(before: list[str], after: list[str]) -> str:
    return "\n".join(set(after).symmetric_difference(before))
