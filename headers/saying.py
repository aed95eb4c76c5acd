"""What pieces and macros say, and in which line; nothing is parsed."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from abi.diagnostic import Location
from headers.split import MacroText, Piece
from headers.words import IDENTIFIER

_WORD = re.compile(IDENTIFIER)


def told_by(pieces: Sequence[Piece]) -> Piece:
    """The first of some pieces that says what a key is; of those that only name it, the first."""
    if len(pieces) == 1:
        return pieces[0]
    return next((piece for piece in pieces if "{" in piece.code), pieces[0])


def place_in(piece: Piece, position: int) -> Location:
    """Where a position in the code of a piece is."""
    return Location(piece.header, piece.line + piece.code.count("\n", 0, max(position, 0)))


@functools.lru_cache(maxsize=64)
def lines_of_words(code: str) -> dict[str, int]:
    """In which line, from 0, each word stands first behind the brace that opens the only body;
    nothing where there are more."""
    start = code.find("{")
    if code.count("{") != 1:
        return {}
    line = code.count("\n", 0, start)
    found: dict[str, int] = {}
    for word in _WORD_OR_LINE.findall(code, start):
        if word == "\n":
            line += 1
        else:
            found.setdefault(word, line)
    return found


@functools.lru_cache(maxsize=1 << 17)
def plain(code: str) -> str:
    """What a piece says, white space as one blank."""
    return " ".join(code.split())


def macro_text(macro: MacroText) -> str:
    """What a macro says."""
    return macro.body if macro.parameters is None else _numbered(macro.parameters, macro.body)


@functools.lru_cache(maxsize=1 << 15)
def _numbered(parameters: str, body: str) -> str:
    """A function-like macro, its parameters by number: their names are nothing."""
    names = _WORD.findall(parameters)
    numbers = {name: f"#{place}" for place, name in enumerate(names)}
    said = _WORD.sub(lambda word: numbers.get(word[0], word[0]), body)
    return f"({len(names)}{'...' if '...' in parameters else ''}) {said}"


@functools.lru_cache(maxsize=1 << 15)
def tokens_of(text: str) -> tuple[str, ...]:
    """Words and signs of a text; white space is nothing."""
    return tuple(_TOKEN.findall(text))


def blanked(text: str) -> str:
    """A text in which all is blank but words, numbers and breaks of lines: to split it is several
    times as fast as an expression that finds words."""
    return text.encode("utf-8", "surrogatepass").translate(_BLANKS).decode("utf-8", "surrogatepass")


_NO_WORD = bytes(n for n in range(128) if not chr(n).isalnum() and chr(n) not in "_$\n")
_BLANKS = bytes.maketrans(_NO_WORD, b" " * len(_NO_WORD))
_WORD_OR_LINE = re.compile(rf"\n|{IDENTIFIER}")
_TOKEN = re.compile(r"[\w$]+|[^\s\w$]")
