"""The words and signs of C, and how deep they may nest.

Every reader of C text takes its tokens from here, each in one pass: a text that is twice as
long takes twice as long to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NESTING_LIMIT = 256
"""How deep brackets, declarators, operators and macros may nest; deeper is not C that a person
wrote. C11 5.2.4.1 asks for 63 levels of parentheses, records and blocks; what goes past the limit
is refused with one diagnostic, and nothing else is."""

TOO_DEEP = f"nested deeper than {NESTING_LIMIT} levels"
"""Why, in words."""


class TooDeepError(Exception):
    """A text that no parser is to read, as it nests too deeply."""


IDENTIFIER = r"(?!\d)[\w$]++"
"""A name as GNU C has it: with ``$``, and with letters of any script (C11 D)."""

_TOKENS = {
    "word": IDENTIFIER,
    "number": r"\.?\d(?:[eEpP][+-]|[\w.])*+",
    "string": r'(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*+"?',
    "char": r"(?:[uUL])?'(?:[^'\\\n]|\\.)*+'?",
    "sign": r"##|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\S",
}
TOKEN = re.compile(
    "|".join([r"(?P<space>\s+)", *(f"(?P<{name}>{said})" for name, said in _TOKENS.items())]),
    re.DOTALL,
)
_WORDS = re.compile("|".join([r"\n", *_TOKENS.values()]), re.DOTALL)
_BRACKET = re.compile(r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|([(\[{])|([)\]}])""")
_GOES_ON = re.compile(r"\s*+[(\[]")
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")


def words_in(text: str) -> list[str]:
    """The tokens of a text, and the ends of its lines; other white space is left out."""
    return _WORDS.findall(text)


def is_too_deep(text: str) -> bool:
    """Whether brackets of a text nest deeper than the limit."""
    if len(text) <= NESTING_LIMIT or sum(map(text.count, OPENING)) <= NESTING_LIMIT:
        return False
    depth = 0
    for opening, closing in _BRACKET.findall(text):
        if opening:
            depth += 1
            if depth > NESTING_LIMIT:
                return True
        elif closing:
            depth -= 1
    return False


def has_too_many_in_a_row(text: str) -> bool:
    """Whether more bounds and lists of parameters follow one another than the limit: each is one
    more type around a type."""
    depth, rows = 0, {0: 0}
    for found in _BRACKET.finditer(text) if len(text) > 2 * NESTING_LIMIT else ():
        if found[1]:
            depth += 1
        elif found[2]:
            depth -= 1
            rows[depth] = rows.get(depth, 0) + 1 if _GOES_ON.match(text, found.end()) else 0
            if rows[depth] >= NESTING_LIMIT:
                return True
    return False


def closings(words: Sequence[str]) -> dict[int, int]:
    """For each opening bracket of a list of words, where it is closed; the end, where it is not."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, word in enumerate(words):
        if word in OPENING:
            opened.append(place)
        elif word in CLOSING and opened:
            found[opened.pop()] = place
    found.update(dict.fromkeys(opened, len(words)))
    return found
