"""Texts of C that somebody broke."""

from __future__ import annotations

import re
from functools import partial

from hypothesis import strategies as st

from tests.fuzz.seeds import HOSTILE, SEEDS

_TOKEN = re.compile(r"\w+|[ \t]+|.", re.DOTALL)
_DEPTHS = st.sampled_from([3, 40, 400, 5_000, 60_000])
_OPENERS = (
    "(", "[", "{", "struct { ", "union {", "1+", "!", "*", "-", "sizeof(", "(int)", "int (*", "1?",
    "~", "enum {", "\n#if 1\n", "typedef ", "__attribute__((", "f(", "a,", ",", "x[",
    "struct a { int x;",
)  # fmt: skip
_STEERING = (
    "\x1b[31m",
    "\u202e",
    "\u2066",
    "\x9b",
    "\x07",
    "\r",
    "/*\u202e*/",
    '"\x1b"',
    "\ufeff",
    "\u200b",
)
_PLACES = st.floats(0, 1, allow_nan=False)


def _at(tokens: list[str], place: float) -> int:
    return round(place * len(tokens))


def _insert(text: str, where: float, tokens: list[str]) -> list[str]:
    place = _at(tokens, where)
    return [*tokens[:place], text, *tokens[place:]]


def _span(tokens: list[str], one: float, other: float) -> tuple[int, int]:
    first, last = sorted((_at(tokens, one), _at(tokens, other)))
    return first, min(last, first + 40)


def _delete(one: float, other: float, tokens: list[str]) -> list[str]:
    first, last = _span(tokens, one, other)
    return tokens[:first] + tokens[last:]


def _move(one: float, other: float, where: float, tokens: list[str]) -> list[str]:
    first, last = _span(tokens, one, other)
    place = _at(tokens, where)
    return [*tokens[:place], *tokens[first:last], *tokens[place:]]


def _cut(where: float, tokens: list[str]) -> list[str]:
    return tokens[: _at(tokens, where)]


def _splice(other: str, one: float, where: float, tokens: list[str]) -> list[str]:
    more = _TOKEN.findall(other)
    return tokens[: _at(tokens, one)] + more[_at(more, where) :]


def _deep(opener: str, count: int, where: float, tokens: list[str]) -> list[str]:
    return _insert(opener * count, where, tokens)


_WORDS = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), st.text(max_size=8))
_EDITS = st.one_of(
    st.builds(lambda text, where: partial(_insert, text, where), _WORDS, _PLACES),
    st.builds(lambda text, where: partial(_insert, text, where), _WORDS, _PLACES),
    st.builds(lambda one, other: partial(_delete, one, other), _PLACES, _PLACES),
    st.builds(lambda a, b, c: partial(_move, a, b, c), _PLACES, _PLACES, _PLACES),
    st.builds(lambda where: partial(_cut, where), _PLACES),
    st.builds(lambda t, a, b: partial(_splice, t, a, b), st.sampled_from(SEEDS), _PLACES, _PLACES),
    st.builds(lambda o, n, w: partial(_deep, o, n, w), st.sampled_from(_OPENERS), _DEPTHS, _PLACES),
)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A header of ours after up to eight edits, or words that hurt alone."""
    if not draw(st.integers(0, 9)):
        return "".join(draw(st.lists(_WORDS, max_size=30))).encode("utf-8", "replace")
    tokens = _TOKEN.findall(draw(st.sampled_from(SEEDS)))
    for edit in draw(st.lists(_EDITS, min_size=1, max_size=8)):
        tokens = edit(tokens)
    if draw(st.booleans()):
        places = sorted(draw(st.lists(st.integers(0, len(tokens)), min_size=1, max_size=4)))
        for place in reversed(places):
            tokens.insert(place, draw(st.sampled_from(_STEERING)))
    text = "".join(tokens).encode("utf-8", "replace")
    if not draw(st.integers(0, 5)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.binary(min_size=1, max_size=4)) + text[place:]
    return text
