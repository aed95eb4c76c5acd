"""Which files a unit will read, found before any preprocessor runs.

Headers are untrusted: a preprocessor would read whatever an ``#include``
names. So every directive of every file that can be reached is looked at first.
What leaves the tree is refused; what is missing is known, and later said if
the preprocessor really asked for it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError

FILE_LIMIT = 16 << 20
"""Bytes; the largest header of Linux has 3.5 MB (drivers' register lists, not uAPI)."""

_SPLICE = re.compile(rb"\\[ \t]*\r?\n")
_COMMENT = re.compile(rb"/\*.*?(?:\*/|\Z)", re.DOTALL)
_READS_A_FILE = re.compile(
    rb"^[ \t\v\f]*(?:\#|%:|\?\?=)[ \t\v\f]*(include_next|include|import|embed|pragma[ \t]+GCC[ \t]+"
    rb"(?:dependency|pch_preprocess))\b([^\r\n]*)",
    re.MULTILINE,
)
_SUSPECT = re.compile(rb"(?:\#|%:|\?\?=)(?:[ \t\v\f]|/\*|\\)*(?:include|import|embed|pragma)")
_HEADER_NAME = re.compile(rb"\s*(?:<([^>\n]+)>|\"([^\"\n]+)\")")


class Missing(msgspec.Struct, frozen=True):
    """An include that no directory has, and where it stands."""

    name: str
    header: str
    line: int


class Scan(msgspec.Struct):
    """What can be reached from the headers of a unit."""

    files: dict[str, bytes]
    """SHA-256 of each file, by path."""
    missing: tuple[Missing, ...]

    def digest(self) -> str:
        """SHA-256 over all names and contents, independent of where the tree lies."""
        whole = hashlib.sha256()
        for path in sorted(self.files):
            whole.update(path.encode("utf-8", "surrogateescape") + b"\0" + self.files[path])
        return whole.hexdigest()


def scan(headers: tuple[str, ...], search: tuple[Path, ...]) -> Scan:
    """Follow all includes of `headers` through the `search` path.

    Raises:
        UapiError: a file that is no header, or an include that leaves the tree.
    """
    scanner = _Scanner(search)
    for header in headers:
        scanner.reach(header, None, "", 0)
    scanner.follow()
    return Scan(scanner.digests, tuple(scanner.missing.values()))


class _Scanner:
    def __init__(self, search: tuple[Path, ...]) -> None:
        self.search = [os.fspath(path) for path in search]
        self.digests: dict[str, bytes] = {}
        self.missing: dict[str, Missing] = {}
        self.todo: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.resolved: dict[str, str | None] = {}

    def reach(self, name: str, beside: str | None, by: str, line: int) -> None:
        """Note that `name` is included by the header `by`, which lies in `beside`."""
        if beside is not None:
            candidate = os.path.join(beside, name)
            if os.path.isfile(candidate):
                self._found(candidate, name)
                return
        if name not in self.resolved:
            self.resolved[name] = self._resolve(name)
        path = self.resolved[name]
        if path is not None:
            self._found(path, name)
        elif name not in self.missing:
            self.missing[name] = Missing(name, by, line)

    def _resolve(self, name: str) -> str | None:
        for root in self.search:
            candidate = os.path.join(root, name)
            if os.path.isfile(candidate):
                return candidate
        return None

    def _found(self, path: str, name: str) -> None:
        if path not in self.seen:
            self.seen.add(path)
            self.todo.append((path, name))

    def follow(self) -> None:
        while self.todo:
            path, name = self.todo.pop()
            self._read(path, name)

    def _read(self, path: str, name: str) -> None:
        self._check_inside(path, name)
        data = read_header(path, name)
        self.digests[self._relative(path)] = hashlib.sha256(data).digest()
        if b"include" not in data and b"embed" not in data and b"import" not in data:
            return
        for keyword, rest, line in _directives(data):
            if keyword.startswith((b"embed", b"pragma")):
                raise UapiError(f"{name}:{line}: #{keyword.decode()} reads a file; refused")
            found = _HEADER_NAME.match(rest)
            if not found:
                raise UapiError(
                    f"{name}:{line}: #include with a macro instead of a name; refused, because "
                    "what it reads cannot be checked"
                )
            self._include(found, path, name, line)

    def _include(self, found: re.Match[bytes], path: str, by: str, line: int) -> None:
        included = (found[1] or found[2]).decode("utf-8", "replace")
        beside = os.path.dirname(path)
        is_quoted = found[2] is not None
        base = os.path.dirname(self._relative(path)) if is_quoted else ""
        if os.path.isabs(included) or os.path.normpath(os.path.join(base, included)).startswith(
            ".."
        ):
            raise UapiError(f'{by}:{line}: #include "{included}" leaves the header tree; refused')
        self.reach(included, beside if is_quoted else None, by, line)

    def _relative(self, path: str) -> str:
        for root in self.search:
            if path.startswith(root + os.sep):
                return path[len(root) + 1 :]
        return path

    def _check_inside(self, path: str, name: str) -> None:
        """A symbolic link must not lead out of the directories that were named."""
        real = os.path.realpath(path)
        if not any(real.startswith(os.path.realpath(root) + os.sep) for root in self.search):
            raise UapiError(f"{name}: a link that leaves the header tree; refused")


def read_header(path: str, name: str) -> bytes:
    """The bytes of a header file.

    Raises:
        UapiError: it cannot be read, is too large, or is no text.
    """
    try:
        if os.path.getsize(path) > FILE_LIMIT:
            raise UapiError(f"{name}: larger than {FILE_LIMIT >> 20} MiB; that is no header")
        with open(path, "rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise UapiError(f"{name}: cannot be read: {error.strerror}") from None
    if b"\0" in data:
        raise UapiError(f"{name}: not a text file; name a C header")
    return data


def _directives(data: bytes) -> list[tuple[bytes, bytes, int]]:
    """Directives that read files: (keyword, rest of the line, line number).

    The plain ones are found in the text as it is. Where comments or line
    splices could hide one, the text is normalised first, keeping its lines.
    """
    if len(_SUSPECT.findall(data)) != len(_PLAIN.findall(data)):
        data = _COMMENT.sub(lambda m: b" " + b"\n" * m[0].count(b"\n"), _SPLICE.sub(b" ", data))
    return [
        (found[1], found[2], data.count(b"\n", 0, found.start()) + 1)
        for found in _READS_A_FILE.finditer(data)
    ]


_PLAIN = re.compile(
    rb"^[ \t]*\#[ \t]*(?:include(?:_next)?[ \t]*[<\"]|import[ \t]*[<\"]|pragma\b)", re.MULTILINE
)
