"""Phase 2 of C's translation (C17 5.1.1.2): the breaks of lines, and lines that are joined."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from abi.raw.doubt import Doubt

_MARKS = ("\ufeff", "ï»¿")
"""A byte order mark at the start, which compilers skip: as UTF-8, and decoded as Latin-1."""
_LONE_CR = re.compile(r"\r(?!\n)")
_SPLICE = re.compile(r"\\[ \t\v\f]*+\r?\n")
"""GCC and clang allow white space behind the backslash."""
_TRIGRAPH = re.compile(r"^[ \t\v\f]*\?\?=", re.MULTILINE)
_BROKEN_TWICE = re.compile(r"\\[ \t\v\f]*+\n\r")


class Lines:
    """A text with its lines joined. Trigraphs are off, as with ``-std=gnu11``."""

    def __init__(self, text: str) -> None:
        self.broken = _with_plain_breaks(text)
        """The text, of the same length, in which every line ends with a line feed."""
        self.joined = self.broken
        """What is left of it when the backslashes that join lines are gone, with their breaks."""
        self._behind: list[int] = []
        self._removed: list[int] = []
        self._text = text
        if "\\" in text:
            self._join()

    def _join(self) -> None:
        removed = 0
        for found in _SPLICE.finditer(self.broken):
            self._behind.append(found.start() - removed)
            removed += len(found[0])
            self._removed.append(removed)
        if removed:
            self.joined = _SPLICE.sub("", self.broken)

    @property
    def is_joined(self) -> bool:
        """Whether any lines are."""
        return bool(self._removed)

    def place(self, joined: int) -> int:
        """The position in the text of a character of `joined`."""
        before = bisect_right(self._behind, joined)
        return joined + self._removed[before - 1] if before else joined

    def end(self, joined: int) -> int:
        """The position in the text behind the last character before a position in `joined`."""
        return self.place(joined - 1) + 1 if joined else 0

    def doubts(self) -> Iterator[Doubt]:
        """Lines that GCC joins and clang does not, or the other way round, and a directive to
        whoever reads trigraphs."""
        trigraph = _TRIGRAPH.search(self.joined) if "??=" in self.joined else None
        if trigraph:
            yield Doubt(self.place(trigraph.start()), "a trigraph")
        if not self._removed:
            return
        again = _SPLICE.search(self.joined)
        if again:
            why = "a backslash before a line break that was joined already"
            yield Doubt(self.place(again.start()), why)
        twice = _BROKEN_TWICE.search(self._text) if "\r" in self._text else None
        if twice:
            yield Doubt(twice.start(), "a line feed and a carriage return behind a backslash")


def _with_plain_breaks(text: str) -> str:
    for mark in _MARKS:
        if text.startswith(mark):
            text = " " * len(mark) + text[len(mark) :]
    return _LONE_CR.sub("\n", text) if "\r" in text else text
