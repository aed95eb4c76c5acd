"""Texts of macros that have no value of their own, word by word."""

from __future__ import annotations

import re

from abi.change import Change
from abi.rules.pair import Pair

_TOKEN = re.compile(r"0[xX][0-9a-fA-F]+\w*|\d\w*|[A-Za-z_$][\w$]*|\"[^\"]*\"|[^\s\w]")
_KERNEL_ONLY = re.compile(
    r"[us](?:8|16|32|64)|BIT(?:_ULL)?|GENMASK(?:_ULL)?|ARRAY_SIZE|min_t|max_t|unlikely|likely"
)
_ONE_MEANING = {
    "typeof": "__typeof__", "__typeof": "__typeof__",
    **{f"{a}int{n}_t": f"__{b}{n}" for n in (8, 16, 32, 64) for a, b in (("u", "u"), ("", "s"))},
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words and signs of a text; integers by value, types that are one by one name."""
    return [_plain(word) for word in _TOKEN.findall(text)]


def _plain(word: str) -> str:
    if word[0].isdigit():
        digits = word.rstrip("uUlL")
        try:
            return str(int(digits, 8 if digits.startswith("0") and digits.isdigit() else 0))
        except ValueError:
            return word
    return _ONE_MEANING.get(word, word)


def is_respelled(change: Change, *, with_brackets: bool = False) -> bool:
    """Whether both texts say the same, but for how numbers and types are written, and, unless they
    are looked at, for brackets: in a number those decide."""
    ignored = "" if with_brackets else "()"
    old, new = ([t for t in tokens(x) if t not in ignored] for x in (change.old, change.new))
    return old == new


def has_all(change: Change) -> bool:
    """Whether the new text has all of the old one in its order."""
    rest = iter(tokens(change.new))
    return all(word in rest for word in tokens(change.old))


def is_extended(change: Change) -> bool:
    """Whether the new text has all of the old one in its order, and more between signs that part
    one thing from the next: a list that grew."""
    old = tokens(change.old)
    place, run = 0, list[str]()
    for word in (*tokens(change.new), ""):
        if (place < len(old) and word == old[place]) or not word:
            if run and not {run[0], run[-1]}.intersection(_PARTS):
                return False
            place, run = place + 1, []
        else:
            run.append(word)
    return place > len(old)


_PARTS = (",", ";", "{", "}")


def widened_mask(change: Change) -> tuple[int, int] | None:
    """The only number that differs, where it is what is cut off with ``&``, and the new one has all
    bits of the old, and more."""
    old, new = tokens(change.old), tokens(change.new)
    places = [n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b]
    if len(old) != len(new) or len(places) != 1:
        return None
    place = places[0]
    if not (old[place].isdigit() and new[place].isdigit() and _is_cut_off(old, place)):
        return None
    before, after = int(old[place]), int(new[place])
    return (before, after) if before & after == before and before & (before + 1) == 0 else None


def _is_cut_off(words: list[str], place: int) -> bool:
    beside = (words[place - 1 : place], words[place + 1 : place + 2])
    return ["&"] in beside


def undeclared(change: Change, pair: Pair) -> str:
    """A word of the kernel's own in the new text that no header declares; empty if none."""
    before = set(_TOKEN.findall(change.old))
    for word in _TOKEN.findall(change.new):
        if word not in before and _KERNEL_ONLY.fullmatch(word):
            declarations = pair.new.declarations
            if not declarations.has(f"typedef {word}") and declarations.macro(word) is None:
                return str(word)
    return ""
