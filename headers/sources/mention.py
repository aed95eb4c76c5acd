"""Which headers have to do with some words: found in their text, before anything is read."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from abi.diagnostic import UapiError
from headers.sources.scan import Inside, read_header

_INCLUDES = re.compile(rb"#[ \t]*include[ \t]*[<\"]([^>\"\n]+)")
_BASIC = ("linux/types.h", "linux/ioctl.h")
"""What many headers use and some do not include."""


class HeaderTexts:
    """The texts of headers, to look for words in them. One that cannot be seen has all words:
    who reads it says what is wrong with it."""

    def __init__(self, names: Sequence[str], search: Sequence[Path]) -> None:
        inside = Inside(map(os.fspath, search))
        self._names = names
        self._texts = {name: _text(name, search, inside) for name in names}

    def having(self, words: Iterable[str]) -> set[str]:
        """The headers that have one of the words."""
        sought = [word.encode("utf-8", "surrogateescape") for word in words]
        return {
            name
            for name, text in self._texts.items()
            if text is None or any(word in text and _stands_in(word, text) for word in sought)
        }

    def with_includers(self, names: Collection[str]) -> tuple[str, ...]:
        """Headers, in the order of all, with those that include one of them, by any steps.

        Included headers are known by the last part of their path: a few too many are found,
        never one too few.
        """
        found, todo = set(names), list(names)
        while todo:
            more = self._including.get(_last(todo.pop()), set()) - found
            found |= more
            todo += more
        return tuple(name for name in self._names if name in found or name in _BASIC)

    @functools.cached_property
    def _including(self) -> dict[str, set[str]]:
        """The headers that include one, by the last part of its path."""
        including: dict[str, set[str]] = {}
        for name, text in self._texts.items():
            for included in _INCLUDES.findall(text or b""):
                including.setdefault(_last(included.decode("utf-8", "replace")), set()).add(name)
        return including


def _text(name: str, search: Sequence[Path], inside: Inside) -> bytes | None:
    paths = (os.path.join(root, name) for root in search)
    path = next(filter(os.path.isfile, paths), "")
    try:
        return read_header(path, name) if path and inside.has(path) else None
    except UapiError:
        return None


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _stands_in(word: bytes, text: bytes) -> bool:
    return re.search(rb"(?<!\w)%s(?!\w)" % re.escape(word), text) is not None
