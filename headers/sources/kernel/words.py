"""make's functions on words: text in, text out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable


def split_arguments(text: str, most: int) -> list[str]:
    """A function's arguments: at commas outside of parentheses, the last takes all that is left."""
    arguments: list[str] = []
    depth = start = 0
    for at, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if character == "," and not depth and len(arguments) < most - 1:
            arguments.append(text[start:at])
            start = at + 1
    return [*arguments, text[start:]]


def matches(pattern: str, word: str) -> str | None:
    """What ``%`` stands for when a word is of a pattern; "" for the word itself."""
    before, percent, after = pattern.partition("%")
    if not percent:
        return "" if pattern == word else None
    is_long_enough = len(word) >= len(before) + len(after)
    if is_long_enough and word.startswith(before) and word.endswith(after):
        return word[len(before) : len(word) - len(after)]
    return None


def _filter(patterns: str, text: str) -> str:
    known = patterns.split()
    return " ".join(w for w in text.split() if any(matches(p, w) is not None for p in known))


def _filter_out(patterns: str, text: str) -> str:
    known = patterns.split()
    return " ".join(w for w in text.split() if all(matches(p, w) is None for p in known))


def _patsubst(pattern: str, new: str, text: str) -> str:
    found = ((word, matches(pattern.strip(), word)) for word in text.split())
    return " ".join(w if stem is None else new.replace("%", stem, 1) for w, stem in found)


def _subst(old: str, new: str, text: str) -> str:
    return text.replace(old, new) if old else text + new


def _addprefix(prefix: str, text: str) -> str:
    return " ".join(prefix + word for word in text.split())


def _addsuffix(suffix: str, text: str) -> str:
    return " ".join(word + suffix for word in text.split())


def _sort(text: str) -> str:
    return " ".join(sorted(set(text.split())))


def _strip(text: str) -> str:
    return " ".join(text.split())


def _firstword(text: str) -> str:
    return (text.split() or [""])[0]


def _notdir(text: str) -> str:
    return " ".join(posixpath.basename(word) for word in text.split())


def _dir(text: str) -> str:
    return " ".join(word[: word.rfind("/") + 1] or "./" for word in text.split())


def _basename(text: str) -> str:
    return " ".join(posixpath.splitext(word)[0] for word in text.split())


TEXT_FUNCTIONS: dict[str, Callable[..., str]] = {
    "addprefix": _addprefix,
    "addsuffix": _addsuffix,
    "basename": _basename,
    "dir": _dir,
    "filter": _filter,
    "filter-out": _filter_out,
    "firstword": _firstword,
    "notdir": _notdir,
    "patsubst": _patsubst,
    "sort": _sort,
    "strip": _strip,
    "subst": _subst,
}
"""A function by its name in make; how many arguments it has is how many it takes here."""
