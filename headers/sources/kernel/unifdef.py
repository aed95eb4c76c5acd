"""What ``unifdef -U__KERNEL__ -D__EXPORTED_HEADERS__`` leaves of a header.

Conditions that the two symbols decide are taken out, together with the text
that they leave out; all other text stays as it is. The rules are those of
unifdef 2, which the kernel builds from scripts/unifdef.c: one physical line at
a time, ``&&`` and ``||`` decided by one side that is known, no arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from headers.sources.kernel.condition import Known, named, value

SYMBOLS: Mapping[bytes, Known] = {b"__KERNEL__": None, b"__EXPORTED_HEADERS__": 1}

_MOST_DEPTH = 64
"""Nested conditions that unifdef follows."""

_COMMENT_OR_LITERAL = re.compile(
    rb"/\*.*?(?:\*/|\Z)"
    rb"|//(?:\\\r?\n|[^\n])*"
    rb'|"(?:\\.|[^"\\\n])*"'
    rb"|'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_WITHIN = b"\1"
"""Stands for a newline that lies in a comment, so that all places stay where they are."""

_BLANKED = bytes(1 if code == 10 else 32 for code in range(256))
"""A translation: what a comment is replaced by."""

_DIRECTIVE = re.compile(
    rb"^[ \t\r\1]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b([^\n]*)", re.MULTILINE
)

_NUMBER_DECIDES = re.compile(
    rb"^[ \t]*#[ \t]*(?:el)?if\b(?=[^\n]*(?:&&|\|\|))[^\n]*?(?<!\w)[0-9]", re.MULTILINE
)
"""A condition such as ``0 && defined(X)``, which no symbol needs to be known for."""

State = Literal[
    "outside",
    "false so far",  # its start is left out, and the first part that is kept becomes its start
    "true",  # its start is left out, and all other parts will be
    "kept",
    "false in kept",
    "true in kept",  # an #elif that holds was made an #else: what follows is left out
    "else",
    "false else",
    "true else",
    "rest",
]
"""Where in a group of conditions a line stands."""

_PRINTS = frozenset({"outside", "true", "kept", "true in kept", "else", "true else"})

_Step = tuple[bytes | bool, State | None]
"""Whether the directive is kept, or its new keyword; and the state after it."""

_OPENS: dict[str, _Step] = {
    "if": (True, "kept"),
    "true": (False, "true"),
    "false": (False, "false so far"),
}
_IN_KEPT: dict[str, _Step] = {
    "elif": (True, "kept"),
    "eltrue": (b"else", "true in kept"),
    "elfalse": (False, "false in kept"),
    "else": (True, "else"),
    "endif": (True, None),
}
_FALSE_SO_FAR: dict[str, _Step] = {
    "elif": (b"if  ", "kept"),
    "eltrue": (False, "true"),
    "elfalse": (False, "false so far"),
    "else": (False, "true else"),
    "endif": (False, None),
}
_AFTER_TRUE: dict[str, _Step] = {
    "elif": (False, "rest"),
    "eltrue": (False, "rest"),
    "elfalse": (False, "rest"),
    "else": (False, "false else"),
    "endif": (False, None),
}
_TRUE_IN_KEPT: dict[str, _Step] = {
    "elif": (b"endif", "rest"),
    "eltrue": (b"endif", "rest"),
    "elfalse": (b"endif", "rest"),
    "else": (b"endif", "false else"),
    "endif": (True, None),
}
_STEPS: dict[State, dict[str, _Step]] = {
    "outside": {},
    "false so far": _FALSE_SO_FAR,
    "true": _AFTER_TRUE,
    "rest": _AFTER_TRUE,
    "kept": _IN_KEPT,
    "false in kept": _IN_KEPT,
    "true in kept": _TRUE_IN_KEPT,
    "else": {"endif": (True, None)},
    "false else": {"endif": (False, None)},
    "true else": {"endif": (False, None)},
}


class BrokenError(Exception):
    """Conditions that unifdef refuses, and the line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


class _Directive(msgspec.Struct):
    kind: str
    """Its keyword; of a condition ``if``, ``true`` or ``false``, by what is known of it."""
    keyword: bytes
    start: int
    """Where its line begins."""
    at: int
    """Where its keyword begins."""
    end: int
    is_alone: bool
    """Nothing but comments follows it, and no other line."""
    lies_in_comment: bool
    """A comment begins before its line or, directly behind it, ends after it."""


def unifdef(data: bytes) -> bytes:
    """The header without what the symbols decide.

    Raises:
        BrokenError: conditions do not nest, or a comment lies across their end.
    """
    if not _may_change(data):
        return data
    masked = _COMMENT_OR_LITERAL.sub(_blank, data)
    groups = _Groups(data)
    for found in _DIRECTIVE.finditer(masked):
        if not masked[max(0, found.start() - 3) : found.start()].endswith((b"\\\n", b"\\\r\n")):
            groups.add(_directive(found, data))
    return groups.end()


def _may_change(data: bytes) -> bool:
    """Whether there can be anything to do, found without reading comments."""
    if not data.endswith(b"\n") or any(symbol in data for symbol in SYMBOLS):
        return True
    return (b"&&" in data or b"||" in data) and _NUMBER_DECIDES.search(data) is not None


def _blank(found: re.Match[bytes]) -> bytes:
    """Blanks for a comment; literals stay."""
    text = found[0]
    return text.translate(_BLANKED) if text.startswith(b"/") else text


def _directive(found: re.Match[bytes], data: bytes) -> _Directive:
    keyword, (at, rest_at) = found[1], (found.start(1), found.start(2))
    text = found[2].partition(_WITHIN)[0].rstrip(b"\r")
    is_continued = text.endswith(b"\\")
    kind, is_whole = _kind(keyword, text.removesuffix(b"\\"))
    start = data.rfind(b"\n", 0, at) + 1
    end = _line_end(data, rest_at)
    ends_in_comment = is_whole and _WITHIN in found[2]
    lies_in_comment = start > found.start() or ends_in_comment
    if is_continued:
        end = _line_end(data, end)  # the second line shares the fate of the first
    is_alone = is_whole and not is_continued
    return _Directive(kind, keyword, start, at, end, is_alone, lies_in_comment)


def _line_end(data: bytes, position: int) -> int:
    return data.find(b"\n", position) + 1 or len(data)


def _kind(keyword: bytes, rest: bytes) -> tuple[str, bool]:
    """What kind of directive it is, and whether it is whole."""
    if keyword in (b"else", b"endif"):
        return keyword.decode(), not rest.strip()
    if keyword in (b"ifdef", b"ifndef"):
        known, is_whole = named(rest, SYMBOLS, is_defined=keyword == b"ifdef")
    else:
        known, is_whole = value(rest, SYMBOLS)
    prefix = "el" if keyword == b"elif" else ""
    return f"{prefix}if" if known is None else f"{prefix}{'true' if known else 'false'}", is_whole


class _Groups:
    """The groups of conditions that are open, and the text kept so far."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.newline = b"\r\n" if data.partition(b"\n")[0].endswith(b"\r") else b"\n"
        self.kept: list[bytes] = []
        self.states: list[State] = ["outside"]
        self.position = 0

    def add(self, directive: _Directive) -> None:
        """Take a directive, and the text in front of it."""
        if directive.start < self.position:
            return  # the second line of another one
        if self.states[-1] in _PRINTS:
            self.kept.append(self.data[self.position : directive.start])
        self.position = directive.end
        keep = self._step(directive)
        if keep is not False:
            self.kept.append(self._changed(keep, directive))

    def end(self) -> bytes:
        """All text that is kept."""
        if len(self.states) > 1:
            raise self._broken(len(self.data) - 1, "a condition without #endif")
        return b"".join([*self.kept, self.data[self.position :]])

    def _changed(self, keep: bytes | bool, directive: _Directive) -> bytes:
        """A directive as it is kept."""
        line = self.data[directive.start : directive.end]
        if isinstance(keep, bool):
            is_last = directive.is_alone and not line.endswith(b"\n")
            return line + self.newline if is_last else line
        at = directive.at - directive.start
        rest = line[at + len(keep) :] if keep == b"if  " else self.newline
        return line[:at] + keep + rest

    def _step(self, directive: _Directive) -> bytes | bool:
        prints = self.states[-1] in _PRINTS
        if directive.kind in _OPENS:
            keep, state = _OPENS[directive.kind] if prints else (False, "rest")
            self._open(directive)
        elif found := _STEPS[self.states[-1]].get(directive.kind):
            keep, state = found
        else:
            raise self._broken(directive.start, f"#{directive.keyword.decode()} without its #if")
        if state is None:
            self.states.pop()
        else:
            self.states[-1] = state
        now_prints = self.states[-1] in _PRINTS
        is_same = prints == now_prints == (keep is not False)
        if directive.lies_in_comment and not is_same and keep != b"if  ":
            raise self._broken(directive.start, "a comment lies across the end of a condition")
        return keep

    def _open(self, directive: _Directive) -> None:
        if len(self.states) >= _MOST_DEPTH:
            raise self._broken(directive.start, "too many conditions in each other")
        self.states.append("outside")

    def _broken(self, position: int, why: str) -> BrokenError:
        return BrokenError(self.data.count(b"\n", 0, position) + 1, why)
