"""Which headers have to do with some words: found in their text, before anything is read."""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from abi.diagnostic import UapiError
from abi.graph import reachable
from abi.raw import Raw, quick
from headers.sources.scan import Inside, read_header

_CONDITIONS = re.compile(rb"#[ \t]*(?:el)?if[ \t(]([^\n]*)")
_ASKED = re.compile(rb"\bdefined\s*\(?\s*\w+")
_WORDS = re.compile(rb"[A-Za-z_]\w*")
_BASIC = ("linux/types.h", "linux/ioctl.h")
"""What many headers use and some do not include."""


class HeaderTexts:
    """The texts of headers, to look for words in them. One that cannot be seen has all words:
    who reads it says what is wrong with it."""

    def __init__(self, names: Sequence[str], search: Sequence[Path]) -> None:
        self._names = names
        inside = Inside(map(os.fspath, search))
        plain = _plain_files(search)
        self._texts = {n: _text(plain.get(n) or _found(n, search, inside), n) for n in names}

    def having(self, words: Iterable[str]) -> set[str]:
        """The headers that have one of the words."""
        sought = [word.encode("utf-8", "surrogateescape") for word in words]
        return {
            name
            for name, text in self._texts.items()
            if text is None or any(word in text and _stands_in(word, text) for word in sought)
        }

    def containing(self, part: str) -> set[str]:
        """The headers that have a part of a word."""
        sought = part.encode()
        return {name for name, text in self._texts.items() if text is None or sought in text}

    def with_includers(self, names: Collection[str]) -> tuple[str, ...]:
        """Headers, in the order of all, with those that include one of them, by any steps, and
        those that define what they compare and may not include.

        Included headers are known by the last part of their path: a few too many are found,
        never one too few.
        """
        found = reachable(names, lambda name: self._including.get(_latin_1(_last(name)), ()))
        found |= self._defining({w for name in found for w in _compared(self._texts.get(name))})
        return tuple(name for name in self._names if name in found or name in _BASIC)

    def _defining(self, words: Collection[bytes]) -> set[str]:
        """The headers that define one of the words."""
        return {
            name
            for name, text in self._texts.items()
            if text and any(word in text and _is_defined_in(word, text) for word in words)
        }

    @functools.cached_property
    def _including(self) -> dict[str, set[str]]:
        """The headers that include one, by the last part of its path, in Latin-1 as the texts."""
        including: dict[str, set[str]] = {}
        for name, text in self._texts.items():
            for included in _includes((text or b"").decode("latin-1")):
                including.setdefault(_last(included), set()).add(name)
        return including


def _plain_files(search: Sequence[Path]) -> dict[str, str]:
    """The files of a search path that are no links, by name; the first directory wins."""
    found: dict[str, str] = {}
    linked: set[str] = set()
    for root in search:
        todo = [(os.fspath(root), "")]
        while todo:
            folder, prefix = todo.pop()
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.is_symlink():
                        linked.add(name)
                    elif entry.is_dir():
                        todo.append((entry.path, f"{name}/"))
                    elif name not in linked:
                        found.setdefault(name, entry.path)
    behind = tuple(f"{name}/" for name in linked)
    return {n: p for n, p in found.items() if not n.startswith(behind)} if behind else found


def _found(name: str, search: Sequence[Path], inside: Inside) -> str:
    """The file of a name, that a link may lead to, unless it leaves the tree; else empty."""
    paths = (os.path.join(root, name) for root in search)
    path = next(filter(os.path.isfile, paths), "")
    return path if path and inside.has(path) else ""


def _text(path: str, name: str) -> bytes | None:
    try:
        return read_header(path, name) if path else None
    except UapiError:
        return None


def _includes(text: str) -> set[str]:
    found = quick.includes(text)
    if found is None:
        return {included.name for included in Raw(text).includes}
    return {name for name, *_ in found}


def _latin_1(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("latin-1")


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _compared(text: bytes | None) -> set[bytes]:
    """The words of a text's conditions whose value may count."""
    conditions = b" ".join(_CONDITIONS.findall(text or b""))
    return set(_WORDS.findall(_ASKED.sub(b" ", conditions)))


def _is_defined_in(word: bytes, text: bytes) -> bool:
    return re.search(rb"#[ \t]*define[ \t]+%s\b" % re.escape(word), text) is not None


def _stands_in(word: bytes, text: bytes) -> bool:
    return re.search(rb"(?<!\w)%s(?!\w)" % re.escape(word), text) is not None
