"""Phase 3 of C's translation (C17 5.1.1.2): which of a text is comment, and which is code.

Nothing begins a comment in a literal, or in the name of a header. A literal that is not closed
goes to the end of its line, a comment to the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.raw.doubt import Doubt

MARK = "\f"
"""What stands for a comment: white space, and found in no text that a person wrote."""

CLOSED = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
_BLOCK = re.compile(r"(/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z))")
_SPACE = rf"(?:[ \t\v\f\r]|{CLOSED})*+"
_TOKEN = re.compile(
    rf"""(?P<include>(?<![^\n]){_SPACE}(?:\#|%:){_SPACE}
                     (?:include|include_next|import|embed)(?![\w$]){_SPACE})<[^>\n]*+>
        |(?P<probe>(?<![\w$])__has_(?:include|include_next|embed)(?:__)?{_SPACE}\({_SPACE})<[^>\n]*+>
        |(?P<comment>{_BLOCK.pattern}|//[^\n]*+)
        |(?P<literal>"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"?|'[^'\\\n]*+(?:\\[^\n][^'\\\n]*+)*+'?)""",
    re.VERBOSE,
)
"""All in which a comment can begin, or can not."""
_LITERAL = re.compile(
    rf""""[^"\\\n{MARK}]*+(?:\\[^\n{MARK}][^"\\\n{MARK}]*+)*+["\\\n{MARK}]?"""
    rf"""|'[^'\\\n{MARK}]*+(?:\\[^\n{MARK}][^'\\\n{MARK}]*+)*+['\\\n{MARK}]?"""
)
"""Up to what ends it: its quote, the line, or a comment that was cut out."""
_CUT = (MARK, "\\")
_NAMES = {
    word: re.compile(rf"{word}[^\n<]{{0,64}}+(?:[^\n<]|<[^>\n{MARK}]{{0,256}}+[^>\n])")
    for word in ("include", "import", "embed")
}
"""What may be the name of a header with a comment in it, or is too long to tell. The engine finds
one word much faster than one of three."""
_RAW = re.compile(r'(?<![\w$])(?:u8|[uUL])?R"')
_RAW_PREFIX = re.compile(r"(?<![\w$])(?:u8|[uUL])?R\Z")
_RAW_DELIMITER = re.compile(r'"([^()\\\s"]{0,16})\(')


def parts(joined: str) -> list[str]:
    """Code and comments in turn, beginning and ending with code, which may be empty.

    Most texts have no ``//``, and no literal that a comment could begin in. There block comments
    can be cut out without looking at anything else.
    """
    found = _BLOCK.split(joined)
    return _with_care(joined) if _may_mislead(MARK.join(found[::2])) else found


def _may_mislead(code: str) -> bool:
    """Whether a block comment that was cut out of code may have begun where none can.

    The first that did has, before it on its line, a ``//`` or a literal that is not closed, or
    the name of a header with such a sign in it.
    """
    if "//" in code or f"/{MARK}" in code or _has_raw(code):
        return True
    if any(word in code and name.search(code) for word, name in _NAMES.items()):
        return True
    has_literals = '"' in code or "'" in code
    return has_literals and any(f[-1] in _CUT for f in _LITERAL.findall(code))


def _has_raw(text: str) -> bool:
    return 'R"' in text and _RAW.search(text) is not None


def _with_care(joined: str) -> list[str]:
    found: list[str] = []
    at = 0
    for start, end in _comments(joined):
        found += (joined[at:start], joined[start:end])
        at = end
    return [*found, joined[at:]]


def _comments(joined: str) -> Iterator[tuple[int, int]]:
    for token in _TOKEN.finditer(joined):
        kind = token.lastgroup
        if kind == "comment":
            yield token.span()
        elif kind in ("include", "probe"):
            for inner in _BLOCK.finditer(joined, token.start(), token.end(kind)):
                yield inner.span()


def doubts(joined: str) -> Iterator[Doubt]:
    """The first raw literal that means another thing to a compiler that knows none: in C, those
    are an extension (GCC 4.5, clang 19)."""
    if not _has_raw(joined):
        return
    for token in _TOKEN.finditer(joined):
        at = token.start()
        is_raw = token.lastgroup == "literal" and _RAW_PREFIX.search(joined, max(at - 4, 0), at)
        if is_raw and not _is_plain(token[0]):
            yield Doubt(at, "a raw string literal")
            return


def _is_plain(literal: str) -> bool:
    """Whether a literal ends where it ends as a raw one, too."""
    begin = _RAW_DELIMITER.match(literal)
    return begin is not None and literal.find(f'){begin[1]}"') == len(literal) - len(begin[1]) - 2
