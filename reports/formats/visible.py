"""Text of others, made safe to print or to write."""

from __future__ import annotations

import re

_STEERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
"""Control characters, those that reorder or hide what stands beside them, halves of a pair."""
_HALVES = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    """The text on one line, with ``\\x1b`` for an escape character.

    White space of all kinds is a blank.
    """
    return _STEERS.sub(_spelled, text.replace("\r\n", " "))


def plain(text: str) -> str:
    """Text of a report for a terminal, which has no other font for ``code``."""
    return visible(text).replace("`", "")


def encodable(text: str) -> str:
    """The text with a mark for what UTF-8 cannot hold, such as a byte of a file's name."""
    return _HALVES.sub("\ufffd", text)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\t\n\r\v\f\u2028\u2029":
        return " "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
