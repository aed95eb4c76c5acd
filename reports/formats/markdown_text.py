"""Text of others in Markdown: escaped, so that it is text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = str.maketrans(
    {"\\": "\\\\", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "}
    | {sign: f"\\{sign}" for sign in "|*[~"}
)
_EMPHASIS = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
"""Underscores at the edge of a word; those within are no marks."""
_MENTION = re.compile(r"(?<!\w)([@#])(?=\w)")
"""What would call a person or link a pull request."""
_START = re.compile(r"^\s*(?=[-+]\s|-+\s*$|=+\s*$|#{1,6}(?:\s|$)|\d+[.)]\s)(\d*)")
"""What would begin a list or a heading."""


def escape(text: str) -> str:
    """Text that Markdown shows as it is; ``code`` in backquotes stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        parts = [text.replace("`", "'")]  # a backquote without its pair is no mark
    for index, part in enumerate(parts):
        parts[index] = code(part) if index % 2 else _plain(part)
    return _START.sub(r"\1\\", "".join(parts).strip())


def _plain(text: str) -> str:
    text = _EMPHASIS.sub(lambda found: "\\_" * len(found[0]), text.translate(_SPECIAL))
    return _MENTION.sub(r"\1<!-- -->", text)


def code(text: str) -> str:
    """A span of code; what cannot stand in one in a table is text."""
    text = " ".join(text.split("\n"))
    if "`" in text or "\\" in text:
        return _plain(text.replace("`", "'"))
    return "`" + text.replace("|", "\\|") + "`"


def row(cells: Sequence[str]) -> str:
    """A row of a table, of texts that are escaped."""
    return f"| {' | '.join(cells)} |"


def fenced(lines: Sequence[str]) -> list[str]:
    """Lines as they are, in a block that none of them can end."""
    return ["```", *(line.replace("```", "'''").rstrip() for line in lines), "```"]
