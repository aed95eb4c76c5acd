"""Colour and symbols of text on a terminal, and their plain substitutes."""

from __future__ import annotations

import shutil
from typing import NamedTuple

_CODES = {"strong": "1", "bad": "31;1", "warn": "33", "good": "32", "faint": "2"}
_ASCII = str.maketrans(
    {
        "─": "-", "═": "=", "│": "|", "├": "+", "┤": "+", "┼": "+", "┬": "+", "┴": "+",
        "░": ".", "▒": ":", "◂": "<", "▸": ">", "✗": "x", "✓": "v", "→": ">", "–": "-", "…": "~",
        "·": ".", "≤": "<", "≥": ">", "×": "x", "″": '"', "“": '"', "”": '"', "’": "'",
    }
)  # fmt: skip
_CIRCLED = {chr(0x2460 + n): f"({n + 1})" for n in range(20)}


class Style(NamedTuple):
    """How text is shown: with colour or not, with symbols or ASCII, how wide."""

    color: bool = False
    ascii: bool = False
    width: int = 80

    def paint(self, text: str, tone: str) -> str:
        """The text in a tone; unchanged without colour."""
        code = _CODES.get(tone, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text.strip() else text

    def finish(self, text: str) -> str:
        """A finished text, in ASCII where that was asked for."""
        if not self.ascii:
            return text
        for sign, plain in _CIRCLED.items():
            text = text.replace(sign, plain)
        return text.translate(_ASCII).encode("ascii", "replace").decode()


def circled(number: int) -> str:
    """``①`` for 1, and so on; ``(21)`` past the last of them."""
    return chr(0x245F + number) if 0 < number <= 20 else f"({number})"


def terminal_width() -> int:
    """Columns of the terminal, 80 where there is none, never more than 120."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))
