"""Which headers have to do with some words: found in their text, before anything is read."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from abi.diagnostic import UapiError
from headers.sources.scan import Inside, read_header

_INCLUDES = re.compile(rb"#[ \t]*include[ \t]*[<\"]([^>\"\n]+)")

_BASIC = ("linux/types.h", "linux/ioctl.h")
"""What many headers use and some do not include."""


def mentioning(
    words: Collection[str], names: Sequence[str], search: Sequence[Path]
) -> tuple[str, ...]:
    """Those of the headers that have one of the words, or include one that has, by any steps.

    A header that cannot be seen is among them: who reads it says what is wrong with it.
    """
    sought = [word.encode("utf-8", "surrogateescape") for word in words]
    inside = Inside(map(os.fspath, search))
    including: dict[str, list[str]] = {}
    found: dict[str, None] = {}
    for name in names:
        text = _text(name, search, inside)
        if text is None or any(word in text and _stands_in(word, text) for word in sought):
            found[name] = None
        for included in _INCLUDES.findall(text or b""):
            including.setdefault(_last(included.decode("utf-8", "replace")), []).append(name)
    todo = list(found)
    while todo:
        more = [n for n in including.get(_last(todo.pop()), ()) if n not in found]
        found |= dict.fromkeys(more)
        todo += more
    return tuple(name for name in names if name in found or name in _BASIC) if found else ()


def _text(name: str, search: Sequence[Path], inside: Inside) -> bytes | None:
    for path in _places(name, search):
        try:
            return read_header(path, name) if inside.has(path) else None
        except UapiError:
            return None
    return None


def _places(name: str, search: Sequence[Path]) -> Iterator[str]:
    paths = (os.path.join(root, name) for root in search)
    return filter(os.path.isfile, paths)


def _last(name: str) -> str:
    """The last part of a path: enough to tell most headers apart, and never one too few."""
    return name.rpartition("/")[2]


def _stands_in(word: bytes, text: bytes) -> bool:
    return re.search(rb"(?<!\w)%s(?!\w)" % re.escape(word), text) is not None
