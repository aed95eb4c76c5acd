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
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError
from headers.sources.state import State, file_state, is_settled, state_of

FILE_LIMIT = 16 << 20
"""Bytes; the largest header of Linux has 3.5 MB (drivers' register lists, not uAPI)."""

_SPLICE = re.compile(rb"\\[ \t]*\r?\n")
_COMMENT = re.compile(rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_READS_A_FILE = re.compile(
    rb"\#[ \t\v\f]*+"
    rb"(include_next|include|import|embed|pragma[ \t]+GCC[ \t]+(?:dependency|pch_preprocess))\b"
    rb"([^\r\n]*)"
)
_AFTER_COMMENT = re.compile(rb"\*/[ \t\v\f]*\#")
_BROKEN_UP = re.compile(rb"\#[ \t\v\f]*+[a-z_]*+(?:/\*|\\)")
_HEADER_NAME = re.compile(rb"\s*(?:<([^>\n]+)>|\"([^\"\n]+)\")")


class Missing(msgspec.Struct, frozen=True):
    """An include that no directory has, and where it stands."""

    name: str
    header: str
    line: int


class Seen(msgspec.Struct, array_like=True, gc=False):
    """What a file held when it was read last."""

    state: State
    """None when the file had changed a moment before, and may have changed again since."""
    digest: bytes
    """SHA-256."""
    includes: tuple[tuple[str, bool, int], ...]
    """Headers, whether in quotes, and the line."""


class Scan(msgspec.Struct, array_like=True):
    """What can be reached from the headers of a unit."""

    files: dict[str, bytes]
    """SHA-256 of each file, by name."""
    missing: tuple[Missing, ...]
    seen: dict[str, Seen] = {}
    """The files, as the file system knows them."""
    folders: dict[str, State] = {}
    """Directories that files were found in, or could be."""

    def is_current(self) -> bool:
        """Whether all is certainly as it was, and nothing has come or gone."""
        return all(state_of(path) == state for path, state in self.folders.items()) and all(
            found.state is not None and state_of(path) == found.state
            for path, found in self.seen.items()
        )

    def digest(self) -> str:
        """SHA-256 over all names and contents, independent of where the tree lies."""
        whole = hashlib.sha256()
        for path in sorted(self.files):
            whole.update(path.encode("utf-8", "surrogateescape") + b"\0" + self.files[path])
        return whole.hexdigest()


def scan(
    headers: Iterable[str], search: tuple[Path, ...], seen: Mapping[str, Seen] | None = None
) -> Scan:
    """Follow all includes of `headers` through the `search` path.

    A file that is as it was when it was `seen`, or when this process looked, is not read again.

    Raises:
        UapiError: a file that is no header, or an include that leaves the tree.
    """
    folders = {path: state_of(path) for path in map(os.fspath, search)}
    scanner = _Scanner(search, seen or {})
    for header in headers:
        scanner.reach(header, None, "", 0)
    scanner.follow()
    for path in scanner.seen:
        folder = os.path.dirname(path)
        if folder not in folders:
            folders[folder] = state_of(folder)
    _SEEN.update(scanner.read)
    settled = {path: state if is_settled(state) else None for path, state in folders.items()}
    return Scan(scanner.digests, tuple(scanner.missing.values()), scanner.read, settled)


def check_unchanged(found: Scan) -> None:
    """That the files still hold what they held when they were scanned.

    Raises:
        UapiError: one does not.
    """
    for path, seen in found.seen.items():
        if seen.state is not None and state_of(path) == seen.state:
            continue
        if hashlib.sha256(read_header(path, path)).digest() != seen.digest:
            raise changed(path)


def changed(name: str) -> UapiError:
    """What to say of a file that changed between two looks at it."""
    return UapiError(f"{name}: changed while it was read; run the command again")


def _is_dangerous(keyword: bytes, rest: bytes, line: int) -> bool:
    return (
        keyword.startswith((b"embed", b"pragma"))
        or not _HEADER_NAME.match(rest)
        or rest.lstrip(b' \t<"').startswith(b"/")
        or b".." in rest
    )


_SEEN: dict[str, Seen] = {}
"""Files that this process has looked at, for other targets too."""


class _Scanner:
    def __init__(self, search: tuple[Path, ...], known: Mapping[str, Seen]) -> None:
        self.search = [os.fspath(path) for path in search]
        self.known = known
        self.read: dict[str, Seen] = {}
        self.digests: dict[str, bytes] = {}
        self.missing: dict[str, Missing] = {}
        self.todo: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.states: dict[str, State] = {}
        """Of every path that was asked about."""
        self.resolved: dict[str, str | None] = {}
        self.inside = Inside(self.search)

    def reach(self, name: str, beside: str | None, by: str, line: int) -> None:
        """Note that `name` is included by the header `by`, which lies in `beside`."""
        if beside is not None:
            candidate = os.path.join(beside, name)
            if self._is_file(candidate):
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
            if self._is_file(candidate):
                return candidate
        return None

    def _is_file(self, path: str) -> bool:
        if path not in self.states:
            self.states[path] = file_state(path)
        return self.states[path] is not None

    def _found(self, path: str, name: str) -> None:
        if path not in self.seen:
            self.seen.add(path)
            self.todo.append((path, name))

    def follow(self) -> None:
        while self.todo:
            path, name = self.todo.pop()
            if not self.inside.has(path):
                raise UapiError(f"{name}: a link that leaves the header tree; refused")
            known, state = self.known.get(path) or _SEEN.get(path), self.states[path]
            if known is None or known.state is None or known.state != state:
                known = _read(path, name, state)
            self.read[path] = known
            self.digests[self._relative(path)] = known.digest
            for included, is_quoted, line in known.includes:
                self._include(included, is_quoted, path, name, line)

    def _include(self, included: str, is_quoted: bool, path: str, by: str, line: int) -> None:
        if included.startswith("/") or ".." in included:
            base = os.path.dirname(self._relative(path)) if is_quoted else ""
            whole = os.path.normpath(os.path.join(base, included))
            if os.path.isabs(included) or whole.startswith(".."):
                why = f'#include "{included}" leaves the header tree; refused'
                raise UapiError(f"{by}:{line}: {why}")
        self.reach(included, os.path.dirname(path) if is_quoted else None, by, line)

    def _relative(self, path: str) -> str:
        for root in self.search:
            if path.startswith(root + os.sep):
                return path[len(root) + 1 :]
        return path


def _read(path: str, name: str, state: State) -> Seen:
    """What a file holds; `state` was asked for before, so that a change meanwhile shows."""
    data = read_header(path, name)
    digest = hashlib.sha256(data).digest()
    TEXTS[digest] = data
    if digest not in _DIRECTIVES:
        _DIRECTIVES[digest] = _directives(data)
    found = _DIRECTIVES[digest]
    if any(_is_dangerous(*directive) for directive in found):
        found = _plain_directives(_normalised(data))  # it may stand in a comment
    includes = tuple(_included(*directive, name) for directive in found)
    return Seen(state if is_settled(state) else None, digest, includes)


def _included(keyword: bytes, rest: bytes, line: int, name: str) -> tuple[str, bool, int]:
    if keyword.startswith((b"embed", b"pragma")):
        raise UapiError(f"{name}:{line}: #{keyword.decode()} reads a file; refused")
    header = _HEADER_NAME.match(rest)
    if not header:
        raise UapiError(
            f"{name}:{line}: #include with a macro instead of a name; refused, because "
            "what it reads cannot be checked"
        )
    return (header[1] or header[2]).decode("utf-8", "replace"), header[2] is not None, line


class Inside:
    """What really lies in some directories, links resolved; each directory is asked about once."""

    def __init__(self, roots: Iterable[str]) -> None:
        self._roots = list(roots)
        self._folders = dict.fromkeys(self._roots, True)

    def has(self, path: str) -> bool:
        """Whether a file does, which may be a link itself."""
        is_near = self._has_folder(os.path.dirname(path))
        return is_near and (not os.path.islink(path) or self._is_below(path))

    def _has_folder(self, path: str) -> bool:
        """A directory that is no link lies where the one around it does; others are resolved."""
        if path not in self._folders:
            around, name = os.path.split(path)
            is_plain = name != "" and ".." not in path and not os.path.islink(path)
            self._folders[path] = (is_plain and self._has_folder(around)) or self._is_below(path)
        return self._folders[path]

    def _is_below(self, path: str) -> bool:
        real = os.path.realpath(path)
        return any(
            real == root or real.startswith(root + os.sep)
            for root in map(os.path.realpath, self._roots)
        )


def read_header(path: str, name: str) -> bytes:
    """The bytes of a header file.

    Raises:
        UapiError: it cannot be read, is too large, or is no text.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            size = os.fstat(handle).st_size
            data = os.read(handle, size + 1) if size <= FILE_LIMIT else b""
        finally:
            os.close(handle)
    except OSError as error:
        raise UapiError(f"{name}: cannot be read: {error.strerror}") from None
    if size > FILE_LIMIT:
        raise UapiError(f"{name}: larger than {FILE_LIMIT >> 20} MiB; that is no header")
    if b"\0" in data:
        raise UapiError(f"{name}: not a text file; name a C header")
    return data


TEXTS: dict[bytes, bytes] = {}
"""Headers that were read, by SHA-256, for who reads them next; it takes them away."""

_Directive = tuple[bytes, bytes, int]
"""Keyword, rest of the line, line number."""

_DIRECTIVES: dict[bytes, list[_Directive]] = {}
"""Those of files that were read, by SHA-256: most are the same in the next version."""


def _directives(data: bytes) -> list[_Directive]:
    """Directives that read files.

    The plain ones are found in the text as it is, in comments too, which does
    no harm. Where comments, line splices or digraphs could hide one, the text
    is normalised first.
    """
    is_hidden = _AFTER_COMMENT.search(data) or _BROKEN_UP.search(data) or _has_digraphs(data)
    return _plain_directives(_normalised(data) if is_hidden else data)


def _has_digraphs(data: bytes) -> bool:
    """Whether it has any, or trigraphs. One character is found much faster than two."""
    return (b"%" in data and b"%:" in data) or (b"?" in data and b"??" in data)


def _normalised(data: bytes) -> bytes:
    """The text without splices, comments and digraphs (C11 5.1.1.2), lines kept if possible."""
    spliced = _SPLICE.sub(b"", data.replace(b"??/", b"\\"))
    spliced = spliced.replace(b"??=", b"#").replace(b"%:", b"#")
    return _COMMENT.sub(lambda found: b" " + b"\n" * found[0].count(b"\n"), spliced)


def _plain_directives(data: bytes) -> list[_Directive]:
    found = []
    for directive in _READS_A_FILE.finditer(data):
        start = directive.start()
        if not data[data.rfind(b"\n", 0, start) + 1 : start].strip():
            line = data.count(b"\n", 0, start) + 1
            found.append((directive[1], directive[2], line))
    return found
