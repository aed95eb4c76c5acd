"""A header as text: what rules about includes, comments and spelling look at."""

from __future__ import annotations

import bisect
import functools
import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from abi.graph import reachable
from abi.raw import Directive, Raw, quick
from abi.raw.comments import CLOSED
from abi.raw.reads import INCLUDES

_BEFORE_CODE = re.compile(rf"(?:\s++|{CLOSED}|//[^\n\\]*+\n)*+")
_MAYBE_DOUBLE_SLASH = re.compile(r"//(?<!http://)(?<!https://)")  # most are those of addresses


class Header:
    """One header. Lines are counted from 1."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        """As a program includes it, such as ``linux/kvm.h``."""
        self.text = text

    @functools.cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """A line without the white space around it; empty where there is none."""
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""

    @functools.cached_property
    def raw(self) -> Raw:
        """Its comments, directives and conditions: whoever wants to know one asks here."""
        return Raw(self.text)

    @functools.cached_property
    def code(self) -> str:
        """The text with its comments blanked; lines and columns stay."""
        return _blanked(self.text, self.comments)

    @functools.cached_property
    def code_lines(self) -> list[str]:
        return self.code.split("\n")

    @property
    def directives(self) -> tuple[Directive, ...]:
        """All directives, under any condition."""
        return self.raw.directives

    @functools.cached_property
    def declarations(self) -> str:
        """The code without its directives, which are blanked; lines and columns stay."""
        return _blanked(self.code, self.raw.spans)

    @functools.cached_property
    def declaration_lines(self) -> list[str]:
        return self.declarations.split("\n")

    @property
    def comments(self) -> list[tuple[int, int]]:
        """Where each comment begins and ends in the text."""
        return self.raw.comments

    @functools.cached_property
    def _line_starts(self) -> list[int]:
        lengths = (len(line) + 1 for line in self.lines)
        return list(itertools.accumulate(lengths, initial=0))

    def span(self, number: int) -> tuple[int, int]:
        """Where a line begins and ends in the text."""
        start = self._line_starts[number - 1]
        return start, start + len(self.lines[number - 1])

    def comment_before(self, at: int) -> tuple[int, int] | None:
        """Where the last comment that ends at a place, or before it, begins and ends."""
        place = bisect.bisect_right(self.comments, at, key=lambda comment: comment[1])
        return self.comments[place - 1] if place else None

    def comments_within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Those that begin between two places."""
        first = bisect.bisect_left(self.comments, (start, 0))
        return self.comments[first : bisect.bisect_left(self.comments, (end, 0))]

    def has_in_code(self, pattern: re.Pattern[str]) -> bool:
        """Whether something outside of comments looks so; the text is searched as it is."""
        return any(not self._is_comment(match.start()) for match in pattern.finditer(self.text))

    def _is_comment(self, at: int) -> bool:
        before = bisect.bisect_right(self.comments, (at, len(self.text)))
        return before > 0 and at < self.comments[before - 1][1]

    def begins_with(self, pattern: re.Pattern[str]) -> bool:
        """Whether the code begins so; what stands behind is not looked at."""
        before = _BEFORE_CODE.match(self.text)
        return pattern.match(self.text, before.end() if before else 0) is not None

    @property
    def only_includes(self) -> bool:
        """Whether there is nothing in it but ``#include``."""
        return set(self.raw.keywords) <= set(INCLUDES) and not self.declarations.strip()

    @functools.cached_property
    def double_slashes(self) -> tuple[int, ...]:
        """The lines with comments that begin with ``//``."""
        if not _MAYBE_DOUBLE_SLASH.search(self.text):
            return ()
        starts = (start for start, _ in self.comments if self.text.startswith("//", start))
        return tuple(self.text.count("\n", 0, start) + 1 for start in starts)

    def lines_with(self, pattern: re.Pattern[str]) -> list[tuple[int, str]]:
        """The lines of code with a match of a pattern that fits in a line, each with its first."""
        found: dict[int, str] = {}
        line, at = 1, 0
        for match in pattern.finditer(self.code):
            line, at = line + self.code.count("\n", at, match.start()), match.start()
            found.setdefault(line, match[0])
        return list(found.items())

    @functools.cached_property
    def _includes(self) -> list[tuple[str, bool, int]]:
        """Names of what it includes, whether in quotes, and lines."""
        found = quick.includes(self.text)
        if found is not None:
            return found
        every = self.raw.includes
        return [(i.name, i.is_quoted, i.directive.line) for i in every if i.name]

    @functools.cached_property
    def includes(self) -> dict[str, int]:
        """The headers that it names in ``#include``, under any condition, and the first line."""
        found: dict[str, int] = {}
        for name, _, line in self._includes:
            found.setdefault(name, line)
        return found

    @functools.cached_property
    def quoted(self) -> frozenset[str]:
        """Those of `includes` that stand in quotes: only these are looked for beside the header
        first (C11 6.10.2p3). ``<limits.h>`` in linux/x.h is not linux/limits.h."""
        return frozenset(name for name, is_quoted, _ in self._includes if is_quoted)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some of it blanked; breaks of lines stay."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += text[at:start], _spaces(text[start:end])
        at = end
    return "".join([*parts, text[at:]])


def _spaces(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join([" " * len(line) for line in text.split("\n")])


class Headers(Protocol):
    """The headers of a source as texts, read when they are asked for."""

    def names(self) -> Sequence[str]:
        """All headers that a program may include."""

    def get(self, name: str) -> Header | None:
        """A header, also one that is only included by others; None where there is none."""


class NoHeaders:
    """The headers of a surface that has no texts."""

    def names(self) -> Sequence[str]:
        return ()

    def get(self, name: str) -> Header | None:
        del name
        return None


class Renamed:
    """Headers of which one, the only one that a program includes, goes by another name as well."""

    def __init__(self, headers: Headers, name: str) -> None:
        self._headers = headers
        self._name = name

    def names(self) -> Sequence[str]:
        return (self._name,)

    def get(self, name: str) -> Header | None:
        return self._headers.get(self._headers.names()[0] if name == self._name else name)


def closure(name: str, headers: Headers) -> frozenset[str]:
    """A header and all that it includes, directly or not, under any condition."""

    def included(by: str) -> Iterator[str]:
        header = headers.get(by)
        return (resolved(one, by, headers) for one in (header.includes if header else ()))

    return frozenset(reachable([name], included))


def resolved(included: str, by: str, headers: Headers) -> str:
    """The name of an included header: beside the one that includes it, if it is in quotes there,
    or as written."""
    header, folder = headers.get(by), posixpath.dirname(by)
    if header is None or included not in header.quoted:
        return included
    beside = posixpath.normpath(posixpath.join(folder, included))
    return beside if folder and headers.get(beside) is not None else included
