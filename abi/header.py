"""A header as text: what rules about includes, comments and spelling look at."""

from __future__ import annotations

import bisect
import functools
import posixpath
import re
from collections.abc import Sequence
from typing import Protocol

_COMMENTS = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|//[^\n\\]*+(?:\\\n?[^\n\\]*+)*+"
_COMMENT = re.compile(
    rf"""{_COMMENTS}|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'""",
    re.DOTALL,
)
"""A comment, or a literal, in which nothing begins a comment. Without alternatives for single
characters, which take four times as long."""
_BEFORE_CODE = re.compile(rf"(?:\s++|{_COMMENTS})*+")
_ONLY_INCLUDES = re.compile(
    rf"(?:\s++|{_COMMENTS}|#(?:[ \t]++|{_COMMENTS})*+include\b(?:{_COMMENTS}|[^\n])*+)*+\Z"
)
_MAYBE_DOUBLE_SLASH = re.compile(r"//(?<!http://)(?<!https://)")  # most are those of addresses
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)


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
    def declarations(self) -> str:
        """The code without its directives, which are blanked; lines and columns stay."""
        return _DIRECTIVE.sub(lambda match: _spaces(match[0]), self.code)

    @functools.cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Where each comment begins and ends in the text."""
        return [m.span() for m in _COMMENT.finditer(self.text) if self.text[m.start()] == "/"]

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
        return _ONLY_INCLUDES.match(self.text) is not None

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
        while at >= 0:  # looking for a word is a hundred times as fast as for a line
            match = _INCLUDE.match(text, text.rfind("\n", 0, at) + 1)
            is_comment = text.rfind("/*", 0, at) > text.rfind("*/", 0, at)
            if match is not None and not is_comment:
                found.setdefault(match[1].strip(), text.count("\n", 0, at) + 1)
            at = text.find("include", at + 1)
        return found

    @functools.cached_property
    def quoted(self) -> frozenset[str]:
        """Those of `includes` that stand in quotes: only these are looked for beside the header
        first (C11 6.10.2p3). ``<limits.h>`` in linux/x.h is not linux/limits.h."""
        return frozenset(name for name in self.includes if f'"{name}"' in self.text)


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    return text if text[0] in "\"'" else _spaces(text)


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
