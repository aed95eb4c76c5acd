"""Includes of a text that has nothing to mislead who looks for a word: a tenth of the work."""

from __future__ import annotations

import re

_BROKEN_WORD = re.compile(r"\\[ \t\v\f]*\r?\n(?=\w)")
_INCLUDE = re.compile(r"[ \t]*#[ \t]*(include)[ \t]*(?:<([^>\n]+)>|\"([^\"\n]+)\")")
_WORD = re.compile("include|import")
_FAR = 200
"""Characters before a line among which its last one but white space should be."""
_LONG = 1000
"""Characters of a line before the word."""


def includes(text: str) -> list[tuple[str, bool, int]] | None:
    """Names, whether in quotes, and lines; None where the text has to be looked at with care."""
    if "%:" in text or "\r" in text or text.startswith(("\ufeff", "ï»¿")):
        return None
    if "\\" in text and _BROKEN_WORD.search(text):
        return None
    found, line, seen, is_open = [], 1, 0, False
    for word in _WORD.finditer(text):
        start = text.rfind("\n", seen, word.start()) + 1 or seen
        head = text[start : word.start()]
        if len(head) > _LONG:
            return None
        if "#" not in head and "*/" not in head and not _goes_on(text, start):
            continue
        is_open = _is_open(text, seen, start, is_open)
        match = _INCLUDE.match(text, start)
        if match is None or is_open or _goes_on(text, start):
            return None
        line, seen = line + text.count("\n", seen, start), start
        if match.start(1) == word.start():  # else it is in the name
            found.append(((match[2] or match[3]).strip(), match[3] is not None, line))
    return found


def _is_open(text: str, begin: int, end: int, was_open: bool) -> bool:
    """Whether a comment may be open at the start of a line; `was_open` at the start of another."""
    opened = text.rfind("/*", begin, end)
    if opened >= 0:
        return text.find("*/", opened + 2, end) < 0
    return was_open and text.find("*/", begin, end) < 0


def _goes_on(text: str, start: int) -> bool:
    """Whether a line may go on with the one before it."""
    before = text[max(start - _FAR, 0) : start].rstrip()
    return before.endswith("\\") or (not before and start > _FAR)
