"""Text of others, made safe to print or to write."""

from __future__ import annotations

import re

_STEERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
"""Control characters, those that reorder or hide what stands beside them, halves of a pair."""
_HALVES = re.compile("[\ud800-\udfff]")
_PAINT = re.compile("\x1b\\[(?:0|1|2|31;1|32|33)m")
"""What `reports.style` colours text with."""
_HARMLESS = bytes(code for code in (9, 10, *range(32, 127)))


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


def harmless(text: str, *, is_painted: bool = False) -> str:
    """A finished text, in whatever format, with ``\\u001b`` for an escape character.

    That is how JSON and Python spell it, too: there the value stays what it is.
    Ends of lines and tabs stay, and in a text that `is_painted` our own colours.
    """
    rest = text.encode("utf-8", "surrogatepass").translate(None, _HARMLESS)
    if not rest or not _STEERS.search(rest.decode("utf-8", "surrogatepass")):
        return text
    parts = re.split(f"({_PAINT.pattern})", text) if is_painted else [text]
    return "".join(part if n % 2 else _STEERS.sub(_escaped, part) for n, part in enumerate(parts))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\n\t":
        return found[0]
    return "\ufffd" if 0xD800 <= code < 0xE000 else f"\\u{code:04x}"


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\t\n\r\v\f\u2028\u2029":
        return " "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
