"""Includes of a text that has nothing to mislead who looks for a word: a tenth of the work."""

from __future__ import annotations

import re

_BROKEN_WORD = re.compile(r"\\[ \t\v\f]*\r?\n(?=\w)")
_INCLUDE = re.compile(r"[ \t]*#[ \t]*(include)[ \t]*(?:<([^>\n]+)>|\"([^\"\n]+)\")")
_WORD = re.compile("include")
_IMPORT = re.compile(r"#[ \t\v\f]*+(?:import|/\*|\\)")
_OTHERS = re.compile(r"#[ \t\v\f]*+(?:error|warning|pragma|embed|import|include_next|/\*|\\)")
_TWO_BACKSLASHES = re.compile(r"\\[ \t\v\f]*+\\")
_WORDS = ("__has_", "dependency", "pch_preprocess")
_RARE = (("?", "??="), ('"', 'R"'))
"""Signs, and what is looked for where there is one: a single sign is found much faster."""
_CONDITION = re.compile(
    r"#[ \t\v\f]*+(?:if|ifdef|ifndef|elif|elifdef|elifndef)\b((?:[^\n\\]|\\.)*+)", re.DOTALL
)
_FAR = 200
"""Characters before a line among which its last one but white space should be."""
_LONG = 1000
"""Characters of a line before the word."""


def only_includes(text: str) -> list[tuple[str, bool, int]] | None:
    """The same, where nothing else can open a file either, and nothing is read differently."""
    if any(word in text for word in _WORDS) or _OTHERS.search(text):
        return None
    if any(sign in text and word in text for sign, word in _RARE):
        return None
    if "\\" in text and _TWO_BACKSLASHES.search(text):
        return None
    return includes(text)


def includes(text: str) -> list[tuple[str, bool, int]] | None:
    """Names, whether in quotes, and lines; None where the text has to be looked at with care."""
    if ("%" in text and "%:" in text) or "\r" in text or text.startswith(("\ufeff", "ï»¿")):
        return None
    if _IMPORT.search(text) or ("\\" in text and _BROKEN_WORD.search(text)):
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


def conditions(text: str) -> list[str] | None:
    """What stands behind ``#if`` and the like, comments included, and in comments, too."""
    if ("%" in text and "%:" in text) or "\r" in text or _IMPORT.search(text):
        return None
    if "\\" in text and _BROKEN_WORD.search(text):
        return None
    return _CONDITION.findall(text)


def _is_open(text: str, begin: int, end: int, was_open: bool) -> bool:
    """Whether a comment may be open at the start of a line; `was_open` at the start of another."""
    opened = text.rfind("/*", begin, end)
    if opened >= 0:
        return text.find("*/", opened + 2, end) < 0
    return was_open and text.find("*/", begin, end) < 0


def _goes_on(text: str, start: int) -> bool:
    """Whether a line may go on with the one before it."""
    if text[start - 2 : start - 1].isalnum():
        return False  # most lines
    before = text[max(start - _FAR, 0) : start].rstrip()
    return before.endswith("\\") or (not before and start > _FAR)
