"""The raw text of one header, and all that can be said of it before a preprocessor runs."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, count
from operator import add

import msgspec

from abi.raw import comments, quick, reads
from abi.raw.directive import CONDITIONS, Condition, Directive, with_conditions
from abi.raw.doubt import Doubt
from abi.raw.lines import Lines

_SPACE = r"[ \t\v\f\r]*+"
_UNREAD_BY_CLANG = ("error", "warning")
_SIGN = rf"\n{_SPACE}(?:#(?!#)|%:(?!%:)){_SPACE}"
"""The break before it, so that the engine can look for one."""
_DIRECTIVE = re.compile(rf"{_SIGN}([\w$]*+){_SPACE}([\w$]*+)([^\n]*+)", re.ASCII)
_DIRECTIVE_IN_BYTES = re.compile(_DIRECTIVE.pattern.encode())
_READS = re.compile(
    rf"{_SIGN}((?:{'|'.join((*reads.READS, *_UNREAD_BY_CLANG))})(?![\w$]))[^\n]*+", re.ASCII
)
_TURNS = re.compile(rf"{_SIGN}((?:{'|'.join(sorted(CONDITIONS))})(?![\w$]))[^\n]*+", re.ASCII)
_BLANK = rf"(?:[ \t\v\f\r\n]++|{comments.CLOSED})*+"
_USUAL_GUARD = re.compile(
    rf"{_BLANK}#[ \t]*+ifndef[ \t]++([A-Za-z_]\w*+)[ \t]*+\n"
    rf"{_BLANK}#[ \t]*+define[ \t]++\1(?![\w$\\])",
    re.ASCII,
)
"""How most headers begin."""
_ASKED = re.compile(r"!\s*defined\s*\(?\s*([A-Za-z_$][\w$]*)\s*\)?")
_DEFINED = re.compile(r"\s*([A-Za-z_$][\w$]*)(\([^)]*\))?\s*(.*)", re.DOTALL)


class Guard(msgspec.Struct, frozen=True):
    """What keeps a header from being read twice."""

    name: str = ""
    """The macro that its first condition asks for; empty where there is none."""
    is_defined: bool = False
    """Whether it is defined behind, as anything."""
    is_once: bool = False
    """Whether it is ``#pragma once``."""


class Raw:
    """A header's text. Everything is found when it is asked for, in time linear in its length."""

    def __init__(self, text: str) -> None:
        self.text = text

    @functools.cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @functools.cached_property
    def _parts(self) -> list[str]:
        return comments.parts(self.lines.joined)

    @functools.cached_property
    def plain(self) -> str:
        """The text with lines joined, and a form feed for each comment: what directives are
        found in. It begins with a break that the text does not have."""
        return "\n" + comments.MARK.join(self._parts[::2])

    @functools.cached_property
    def pieces(self) -> list[str]:
        """Code, keyword, a word behind it and the rest in turn, beginning and ending with code:
        the quick way to all directives, without their places."""
        return _DIRECTIVE.split(self.plain)

    @property
    def keywords(self) -> list[str]:
        """Those of all directives, in order."""
        return self.pieces[1::4]

    def pieces_in_bytes(self) -> list[bytes]:
        """The same, for who has bytes; of a text that was decoded as Latin-1."""
        return _DIRECTIVE_IN_BYTES.split(self.plain.encode("latin-1"))

    @functools.cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """Where each part of the code begins in `plain` and in the joined text."""
        plain = accumulate(map(len, self._parts[::2]), initial=1)
        joined = list(accumulate(map(len, self._parts), initial=0))
        return list(map(add, plain, count()))[:-1], joined[:-1:2]

    def _place(self, at: int) -> int:
        """The position in the text of a character of `plain`."""
        plain, joined = self._starts
        part = max(bisect_right(plain, at) - 1, 0)
        return self.lines.place(max(at - plain[part], 0) + joined[part])

    def _end(self, at: int) -> int:
        """The position in the text behind the last character, or comment, before one of `plain`."""
        plain, joined = self._starts
        part = bisect_right(plain, at) - 1
        return self.lines.end(max(at - plain[part], 0) + joined[part])

    @functools.cached_property
    def directives(self) -> tuple[Directive, ...]:
        """All directives, under any condition."""
        return tuple(with_conditions(self._found(_DIRECTIVE)))

    @functools.cached_property
    def turning(self) -> tuple[Directive, ...]:
        """Those that open, turn and close conditions: a tenth of all."""
        return tuple(with_conditions(self._found(_TURNS)))

    @functools.cached_property
    def spans(self) -> list[tuple[int, int]]:
        """`start` and `end` of all directives, without the rest: a quarter of the work."""
        plain, joined = self._starts
        shifts = [there - here for here, there in zip(plain, joined, strict=True)]
        parts = [0, *plain[1:]]  # the break before the text belongs to the first
        found = [match.span() for match in _DIRECTIVE.finditer(self.plain)]
        places = [
            (a + shifts[bisect_right(parts, a) - 1], b + shifts[bisect_right(parts, b) - 1])
            for a, b in found
        ]
        if self.lines.is_joined:
            place, end = self.lines.place, self.lines.end
            places = [(place(a) if a >= 0 else a, end(b)) for a, b in places]
        return [(a + 1, b) for a, b in places]

    def _found(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, int, int, int]]:
        broken, line, at = self.lines.broken, 1, 0
        for found in pattern.finditer(self.plain):
            place, end = self._place(found.start(1)), self._end(found.end())
            line, at = line + broken.count("\n", at, place), place
            start = self._place(found.start()) + 1 if found.start() else 0
            rest = self.plain[found.end(1) : found.end()].replace(comments.MARK, " ").strip()
            yield found[1], rest, line, start, end

    def defines(self, name: str) -> bool:
        """Whether a macro is defined, under any condition."""
        pieces = self.pieces
        return ("define", name) in zip(self.keywords, pieces[2::4], strict=True)

    def conditions(self) -> list[str]:
        """What stands behind all ``#if``, ``#ifdef`` and so on; perhaps more than there is."""
        found = quick.conditions(self.text)
        if found is not None:
            return found
        return [d.rest for d in self.directives if d.keyword in CONDITIONS]

    @functools.cached_property
    def reading(self) -> tuple[Directive, ...]:
        """The directives that may open a file, and ``#error``, without their conditions: a tenth
        of the work."""
        return tuple(Directive(*found, None) for found in self._found(_READS))

    @functools.cached_property
    def includes(self) -> tuple[reads.Include, ...]:
        """Everything that is included, under any condition."""
        return tuple(reads.include_of(d) for d in self.reading if d.keyword in reads.INCLUDES)

    @functools.cached_property
    def probes(self) -> tuple[reads.Probe, ...]:
        """Headers that conditions ask for."""
        if "__has_" not in self.plain:
            return ()
        return tuple(probe for d in self.directives for probe in reads.probes_of(d))

    @functools.cached_property
    def guard(self) -> Guard:
        """How the header is kept from being read twice."""
        is_once = "pragma" in self.text and any(
            d.keyword == "pragma" and d.rest.split()[:1] == ["once"] for d in self.reading
        )
        usual = _USUAL_GUARD.match(self.text)
        if usual:
            return Guard(usual[1], is_defined=True, is_once=is_once)
        asked = self.turning[0] if self.turning else None
        name = _asked(asked.keyword, asked.rest) if asked else ""
        defined = (d for d in self.directives if d.keyword == "define") if name else ()
        return Guard(name, any(definition_of(d)[0] == name for d in defined), is_once)

    @functools.cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Where each comment begins and ends in the text."""
        stops = list(accumulate(map(len, self._parts)))
        spans = list(zip(stops[::2], stops[1::2], strict=False))
        if not self.lines.is_joined:
            return spans
        return [(self.lines.place(start), self.lines.end(stop)) for start, stop in spans]

    def doubts(self) -> tuple[Doubt, ...]:
        """What compilers do not read alike."""
        found = [*self.lines.doubts(), *self._doubts_of_comments()]
        for raw in comments.doubts(self.lines.joined):
            found.append(Doubt(self.lines.place(raw.at), raw.why))
        return tuple(found)

    def _doubts_of_comments(self) -> Iterator[Doubt]:
        """Clang reads an ``#error`` to the end of its line, comments or not."""
        for found in self.reading:
            text = self.text[found.start : found.end]
            if found.keyword in _UNREAD_BY_CLANG and "\n" in Lines(text).joined:
                why = f"a comment that begins in an #{found.keyword} and goes on behind it"
                yield Doubt(found.start, why)

    def is_unconditional(self, found: Directive) -> bool:
        """Whether no condition but the guard stands around a directive."""
        own = next(d for d in self.directives if d.start == found.start and d.line == found.line)
        around = own.within
        if around is None:
            return True
        return around.around is None and around.before is None and self._is_guard(around)

    def _is_guard(self, condition: Condition) -> bool:
        return (
            self.guard.is_defined and _asked(condition.keyword, condition.text) == self.guard.name
        )

    def opening_pragmas(self) -> Iterator[tuple[int, bool]]:
        """Where a ``_Pragma`` opens a file: its line, and whether it says so itself."""
        if "dependency" not in self.plain and "pch_preprocess" not in self.plain:
            return
        for found in reads.PRAGMA_OPERATOR.finditer(self.plain):
            yield self.line_at(self._place(found.start())), found[1] is not None

    def line_at(self, position: int) -> int:
        """The line of a position in the text, from 1."""
        return self.lines.broken.count("\n", 0, position) + 1


def _asked(keyword: str, rest: str) -> str:
    """The macro that a guard asks for."""
    if keyword == "ifndef":
        return rest
    found = _ASKED.fullmatch(rest) if keyword == "if" else None
    return found[1] if found else ""


def definition_of(found: Directive) -> tuple[str, str | None, str]:
    """Name, parameters and body of a ``#define`` or ``#undef``."""
    parts = _DEFINED.match(found.rest)
    return (parts[1], parts[2], parts[3]) if parts else ("", None, "")
