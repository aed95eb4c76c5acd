"""Which files a preprocessor really read, by its own word, against those that were scanned."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from headers.called import DRIVER, FORGET, MISSING, TEXT

_OWN = (f"{TEXT}/".encode(), MISSING.encode())
_MARKER = re.compile(rb'\n# 1 "((?:[^"\\\n]|\\.)*)" 1(?: [34])*\n')
_BEFORE = re.compile(rb'^# (\d+) "((?:[^"\\\n]|\\.)*)"[^\n]*\n', re.MULTILINE)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)")
_SIGN = b'\n# 1 "'


class Entry(NamedTuple):
    """A file that was read, and the line that made the preprocessor read it."""

    path: str
    by: str
    line: int


class Entered:
    """Looks through preprocessed text, as it comes, for markers of files that are entered.

    Such a marker has the flag 1; that of a ``#line`` has none. All files but
    those of the run's own `directory` have to be among `files`; `search` has the
    search path, by the names that its directories have in the run.
    """

    def __init__(self, directory: str, search: Mapping[str, str], files: Sequence[str]) -> None:
        self._directory = os.fsencode(directory)
        self._files = files
        self._known = set(_spelled(search, files))
        self._text, self._last = b"\n", b""
        """What came last, from the newline before it on, and what was before that."""

    @functools.cached_property
    def scanned(self) -> set[tuple[int, int]]:
        """The files, as the file system knows them."""
        return set(filter(None, map(_identity, self._files)))

    def stranger(self, data: bytes) -> Entry | None:
        """The first file in this text that was not scanned."""
        end = self._text.rfind(b"\n")
        self._last, self._text = self._text[:end], self._text[end:] + data
        found = self._text.find(_SIGN)
        while found >= 0:
            marker = _MARKER.match(self._text, found)
            if marker and not self._is_known(marker[1]):
                place = _place(self._last + self._text[: found + 1])
                return Entry(os.fsdecode(_unescaped(marker[1])), *place)
            found = self._text.find(_SIGN, found + 1)
        return None

    def place(self) -> tuple[str, int]:
        """The file, and about the line, that the preprocessor is at."""
        return _place(self._last + self._text)

    def _is_known(self, written: bytes) -> bool:
        if written not in self._known and self._is_one_of_ours(_unescaped(written)):
            self._known.add(written)
        return written in self._known

    def _is_one_of_ours(self, path: bytes) -> bool:
        if path.startswith(b"<") or (path.startswith(_OWN) and b".." not in path):
            return True
        folder, name = os.path.split(path)
        if folder == self._directory and name.startswith((DRIVER.encode(), FORGET.encode())):
            return True
        return _identity(os.path.join(self._directory, path)) in self.scanned


def _spelled(search: Mapping[str, str], files: Iterable[str]) -> Iterator[bytes]:
    """Files as preprocessors spell most of them: by the directory of the search path."""
    roots = [(f"{root}/", f"{name}/") for name, root in search.items()]
    for path in files:
        for root, name in roots:
            if path.startswith(root):
                yield os.fsencode(name + path[len(root) :])


def _identity(path: str | bytes) -> tuple[int, int] | None:
    """Device and inode of a file; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _unescaped(written: bytes) -> bytes:
    """A file's name as it is: compilers escape quotes and backslashes, clang all but ASCII."""
    return _ESCAPED.sub(_one, written) if b"\\" in written else written


def _one(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 8) & 255]) if len(escaped[1]) == 3 else escaped[1]


def _place(before: bytes) -> tuple[str, int]:
    """The file and the line behind a text: the last marker in it counts from its own."""
    *_, last = (None, *_BEFORE.finditer(before))
    if last is None:
        return "", 0
    line = int(last[1]) + before.count(b"\n", last.end())
    return os.fsdecode(_unescaped(last[2])), line
