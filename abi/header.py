"""A header as text: what rules about includes, comments and spelling look at."""

from __future__ import annotations

import bisect
import functools
import itertools
import posixpath
import re
from collections.abc import Sequence
from typing import Protocol

import msgspec

_COMMENTS = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|//[^\n\\]*+(?:\\\n?[^\n\\]*+)*+"
_TOKENS = (
    rf"""{_COMMENTS}|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"""
    r"|<(?<=include<)[^>\n]*+>|<(?<=include <)[^>\n]*+>"
)
"""A comment, or a literal or a header's name, in which nothing begins a comment. Without
alternatives for single characters, which take four times as long."""
_COMMENT = re.compile(_TOKENS, re.DOTALL)
_JOINED = re.compile(rf"{_TOKENS}|\\[ \t]*+\r?\n", re.DOTALL)
"""Likewise, or the break of a line that goes on in the next one (C17 5.1.1.2, phase 2)."""
_BEFORE_CODE = re.compile(rf"(?:\s++|{_COMMENTS})*+")
_MAYBE_DOUBLE_SLASH = re.compile(r"//(?<!http://)(?<!https://)")  # most are those of addresses
_DIRECTIVE = re.compile(r"^[ \t\v\f\r]*+#[ \t\v\f]*+(\w*+)([^\n]*+)", re.MULTILINE)
_NAME = re.compile(r"[ \t]*(?:<([^>\n]+)>|\"([^\"\n]+)\")")
_PLAIN_INCLUDE = re.compile(rf"[ \t]*#[ \t]*include{_NAME.pattern}")
_INCLUDES = ("include", "include_next", "import")


class Directive(msgspec.Struct, frozen=True):
    """A preprocessing directive: its keyword, what stands behind it, and its line, from 1."""

    keyword: str
    """``include``, ``ifdef``; empty for one without."""
    rest: str
    """Without comments, and lines that go on as one."""
    line: int
    start: int
    """Where it begins and ends in the text, in characters."""
    end: int


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
    def code(self) -> str:
        """The text with its comments blanked; lines and columns stay."""
        return _COMMENT.sub(_blank, self.text)

    @functools.cached_property
    def code_lines(self) -> list[str]:
        return self.code.split("\n")

    @functools.cached_property
    def directives(self) -> tuple[Directive, ...]:
        """All directives, under any condition: whoever wants to know one asks here.

        As C17 5.1.1.2 says: lines are joined first, then comments become white space, and only
        then a ``#`` that is the first of its line begins a directive.
        """
        joined = _JOINED.sub(_as_white_space, self.text)
        found, line, at = [], 1, 0
        for match in _DIRECTIVE.finditer(joined):
            line, at = line + self.text.count("\n", at, match.start(1)), match.start(1)
            found.append(Directive(match[1], match[2].strip(), line, *match.span()))
        return tuple(found)

    @functools.cached_property
    def declarations(self) -> str:
        """The code without its directives, which are blanked; lines and columns stay."""
        code, at = self.code, 0
        parts: list[str] = []
        for found in self.directives:
            parts += code[at : found.start], _spaces(code[found.start : found.end])
            at = found.end
        return "".join([*parts, code[at:]])

    @functools.cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Where each comment begins and ends in the text."""
        return [m.span() for m in _COMMENT.finditer(self.text) if self.text[m.start()] == "/"]

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
        has_others = any(found.keyword not in _INCLUDES for found in self.directives)
        return not has_others and not self.declarations.strip()

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
    def includes(self) -> dict[str, int]:
        """The headers that it names in ``#include``, under any condition, and the first line."""
        found: dict[str, int] = {}
        text, at = self.text, self.text.find("include")
        while at >= 0:  # looking for a word is a hundred times as fast as for directives
            start = text.rfind("\n", 0, at) + 1
            if "#" in text[start:at] or self._goes_on(start):
                match = _PLAIN_INCLUDE.match(text, start)
                if match is None or not self._is_plain(start):
                    return self._all_includes()
                found.setdefault((match[1] or match[2]).strip(), text.count("\n", 0, at) + 1)
            at = text.find("include", at + 1)
        return found

    @functools.cached_property
    def quoted(self) -> frozenset[str]:
        """Those of `includes` that stand in quotes: only these are looked for beside the header
        first (C11 6.10.2p3). ``<limits.h>`` in linux/x.h is not linux/limits.h."""
        return frozenset(name for name in self.includes if f'"{name}"' in self.text)

    def _is_plain(self, start: int) -> bool:
        """Whether nothing before a line can make it part of a comment or of another line."""
        is_open = self.text.rfind("/*", 0, start) > self.text.rfind("*/", 0, start)
        return not is_open and not self._goes_on(start)

    def _goes_on(self, start: int) -> bool:
        """Whether a line goes on with the one before it."""
        return self.text[max(start - 80, 0) : start].rstrip().endswith("\\")

    def _all_includes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for directive in self.directives:
            name = _NAME.match(directive.rest) if directive.keyword in _INCLUDES else None
            if name is not None:
                found.setdefault((name[1] or name[2]).strip(), directive.line)
        return found


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    return _spaces(text) if text[0] == "/" else text


def _as_white_space(match: re.Match[str]) -> str:
    """A comment or the break of a line as spaces, without breaks; a literal stays."""
    text = match[0]
    return " " * len(text) if text[0] in "/\\" else text


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
    found: set[str] = set()
    open_names = [name]
    while open_names:
        current = open_names.pop()
        if current not in found:
            found.add(current)
            header = headers.get(current)
            for included in header.includes if header else ():
                open_names.append(resolved(included, current, headers))
    return frozenset(found)


def resolved(included: str, by: str, headers: Headers) -> str:
    """The name of an included header: beside the one that includes it, if it is in quotes there,
    or as written."""
    header, folder = headers.get(by), posixpath.dirname(by)
    if header is None or included not in header.quoted:
        return included
    beside = posixpath.normpath(posixpath.join(folder, included))
    return beside if folder and headers.get(beside) is not None else included
