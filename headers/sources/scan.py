"""Which files a unit will read, found before any preprocessor runs.

Headers are untrusted: a preprocessor would read whatever an ``#include``
names. So every directive of every file that can be reached is looked at first.
What leaves the tree is refused; what is missing is known, and later said if
the preprocessor really asked for it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from abi.diagnostic import UapiError
from abi.raw import Raw
from headers.sources.state import State, file_state, is_settled, is_special, state_of
from headers.sources.wanted import Included, Ioctls, Wanted, may_leave, wanted

FILE_LIMIT = 16 << 20
"""Bytes; the largest header of Linux has 3.5 MB (drivers' register lists, not uAPI)."""


class Missing(msgspec.Struct, frozen=True):
    """An include that no directory has, and where it stands."""

    name: str
    header: str
    line: int


class Unread(msgspec.Struct, frozen=True):
    """A header that must not be read: the line of it that is refused, and why."""

    header: str
    line: int
    why: str


class Seen(msgspec.Struct, array_like=True, gc=False):
    """What a file held when it was read last."""

    state: State
    """None when the file had changed a moment before, and may have changed again since."""
    digest: bytes
    """SHA-256."""
    wanted: Wanted


class Scan(msgspec.Struct, array_like=True):
    """What can be reached from the headers of a unit."""

    files: dict[str, bytes]
    """SHA-256 of each file, by name."""
    missing: tuple[Missing, ...]
    seen: dict[str, Seen] = {}
    """The files, as the file system knows them."""
    folders: dict[str, State] = {}
    """Directories that files were found in, or could be."""
    unread: tuple[Unread, ...] = ()
    """Those of the headers that must not be read, and that others get along without."""
    probed: tuple[str, ...] = ()
    """What conditions ask for and is not there; nothing may stand in for it."""
    first: tuple[str, ...] = ()
    """Headers that are read before the others, which use what they say and do not include them."""

    def is_current(self) -> bool:
        """Whether all is certainly as it was, and nothing has come or gone."""
        return all(state_of(path) == state for path, state in self.folders.items()) and all(
            found.state is not None and state_of(path) == found.state
            for path, found in self.seen.items()
        )

    def lacks_ioctls(self, text: Ioctls | None = None) -> bool:
        """Whether a file, or another text, makes numbers of ioctls, and none has the macros."""
        return self.makes_ioctls(text) and not any(m.defines for m in self._ioctls(text))

    def makes_ioctls(self, text: Ioctls | None = None) -> bool:
        """Whether a file, or another text, makes numbers of ioctls."""
        return any(m.uses for m in self._ioctls(text))

    def _ioctls(self, text: Ioctls | None) -> list[Ioctls]:
        found = [found.wanted.ioctls for found in self.seen.values()]
        return found if text is None else [*found, text]

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
    scanner = _Scanner(search, seen or {})
    asked = {header: scanner.reach(header, None, "", 0) for header in headers}
    scanner.follow()
    _SEEN.update(scanner.read)
    folders = {path: state_of(path) for path in scanner.folders()}
    settled = {path: state if is_settled(state) else None for path, state in folders.items()}
    return Scan(
        scanner.digests, tuple(scanner.missing.values()), scanner.read, settled,
        tuple(scanner.unread(asked)), tuple(sorted(scanner.probed)),
    )  # fmt: skip


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


IOCTLS = "linux/ioctl.h"
"""What makes numbers of ioctls; programs get it from <sys/ioctl.h>."""
_SEEN: dict[str, Seen] = {}
"""Files that this process has looked at, for other targets too."""


def name_below(path: str, search: Iterable[str]) -> str:
    """A file's name below the directory of a search path that it lies in; else the path."""
    for root in search:
        if path.startswith(root + os.sep):
            name = path[len(root) + 1 :]
            return os.path.normpath(name) if ".." in name else name
    return path


class _Scanner:
    def __init__(self, search: tuple[Path, ...], known: Mapping[str, Seen]) -> None:
        self.search = [os.fspath(path) for path in search]
        self.known = known
        self.read: dict[str, Seen] = {}
        self.digests: dict[str, bytes] = {}
        self.missing: dict[str, Missing] = {}
        self.probed: set[str] = set()
        self.todo: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.states: dict[str, State] = {}
        """Of every path that was asked about."""
        self.resolved: dict[str, str | None] = {}
        self.refused: dict[str, Unread] = {}
        """Files that must not be read, by path."""
        self.includers: dict[str, list[tuple[str, str, int]]] = {}
        """By path, those that include a file: path, name and line."""
        self.inside = Inside(self.search)

    def reach(self, name: str, beside: str | None, by: str, line: int) -> str | None:
        """Note that `name` is included by the header `by`, which lies in `beside`; its path."""
        path = self._find(name, beside)
        if path is not None:
            self._found(path, name)
        elif name not in self.missing:
            self.missing[name] = Missing(name, by, line)
        return path

    def _find(self, name: str, beside: str | None) -> str | None:
        if beside is not None:
            candidate = _joined(beside, name)
            if self._is_there(candidate):
                return candidate
        if name not in self.resolved:
            candidates = (_joined(root, name) for root in self.search)
            self.resolved[name] = next(filter(self._is_there, candidates), None)
        return self.resolved[name]

    def _is_there(self, path: str) -> bool:
        """Whether a preprocessor would open a path: it passes directories over."""
        if path not in self.states:
            self.states[path] = file_state(path)
            if self.states[path] is None and is_special(path):
                self.refused[path] = Unread(path, 0, "is no regular file")
        return self.states[path] is not None or path in self.refused

    def _found(self, path: str, name: str) -> None:
        if path not in self.seen:
            self.seen.add(path)
            self.todo.append((path, name))

    def follow(self) -> None:
        while self.todo:
            self.enter(*self.todo.pop())

    def enter(self, path: str, name: str) -> None:
        """Look at one file, and note what it includes."""
        if not self.inside.has(path):
            raise UapiError(f"{name}: a link that leaves the header tree; refused")
        if path not in self.refused:
            self._look(path, name)

    def _holds(self, path: str, name: str) -> Seen:
        known, state = self.known.get(path) or _SEEN.get(path), self.states[path]
        if known is None or known.state is None or known.state != state:
            known = _read(path, name, state)
        return known

    def _look(self, path: str, name: str) -> None:
        self.read[path] = known = self._holds(path, name)
        self.digests[self._called(path)] = known.digest
        for line, why, is_sure in known.wanted.refused:
            self._refuse(path, name, line, why, is_sure=is_sure)
        for included in known.wanted.includes:
            if self._stays(included, path, name, "#include"):
                self._include(included, path, name)
        for probe in known.wanted.probes:
            if self._stays(probe, path, name, "__has_include of"):
                self._probe(probe, path, name)

    def _include(self, included: Included, path: str, by: str) -> None:
        beside = os.path.dirname(path) if included.is_quoted else None
        found = [self.reach(included.name, beside, by, included.line)]
        if included.is_next:
            found += self._reach_others(included.name)
        for one in filter(None, found):
            self.includers.setdefault(one, []).append((path, by, included.line))

    def _reach_others(self, name: str) -> list[str]:
        """All files of a name: which of them is the next one is the preprocessor's to say."""
        paths = [p for p in (_joined(root, name) for root in self.search) if self._is_there(p)]
        for path in paths:
            self._found(path, name)
        return paths

    def _probe(self, probe: Included, path: str, by: str) -> None:
        """What is asked for is looked at, so that it is known when it changes."""
        found = self._find(probe.name, os.path.dirname(path) if probe.is_quoted else None)
        if found is None:
            self.probed.add(probe.name)
        else:
            self._found(found, probe.name)
            self.includers.setdefault(found, []).append((path, by, probe.line))

    def _stays(self, included: Included, path: str, by: str, what: str) -> bool:
        """Whether an include stays in the tree."""
        if not may_leave(included.name):
            return True
        base = os.path.dirname(self._relative(path)) if included.is_quoted else ""
        whole = os.path.normpath(os.path.join(base, included.name))
        if not os.path.isabs(included.name) and not whole.startswith(".."):
            return True
        why = f'{what} "{included.name}" leaves the header tree'
        self._refuse(path, by, included.line, why, is_sure=included.is_sure)
        return False

    def _refuse(self, path: str, name: str, line: int, why: str, *, is_sure: bool) -> None:
        """What no condition stands around is refused for all, else for those who include it."""
        if is_sure:
            raise UapiError(f"{name}:{line}: {why}; refused")
        self.refused.setdefault(path, Unread(name, line, why))

    def unread(self, asked: Mapping[str, str | None]) -> Iterator[Unread]:
        """The headers that must not be read: they, or what they include, are refused."""
        because = dict(self.refused)
        todo = list(because)
        while todo:
            one = todo.pop()
            for path, name, line in self.includers.get(one, ()):
                if path not in because:
                    because[path] = Unread(name, line, _because(because[one], self._relative(one)))
                    todo.append(path)
        for header, found in asked.items():
            if found is not None and found in because:
                yield Unread(header, because[found].line, because[found].why)

    def folders(self) -> set[str]:
        """Directories in which a file that appears may change what is found."""
        return {os.path.dirname(path) for path in self.states}.union(self.search)

    def _called(self, path: str) -> str:
        """A file's name below the search path; one that another hides has a number, too."""
        name = self._relative(path)
        if self._find(name, None) in (path, None):
            return name
        return f"{next(n for n, r in enumerate(self.search) if path.startswith(r + os.sep))}:{name}"

    def _relative(self, path: str) -> str:
        return name_below(path, self.search)


def _joined(folder: str, name: str) -> str:
    """A path without ``..``: two headers that include each other by way of it would have one name
    after the other. Behind a link to a directory it leads elsewhere than it seems."""
    path = os.path.join(folder, name)
    if ".." not in name:
        return path
    plain, real = os.path.normpath(path), os.path.realpath(os.path.dirname(path))
    is_same = os.path.realpath(os.path.dirname(plain)) == real
    return plain if is_same else os.path.join(real, os.path.basename(path))


class _Step(NamedTuple):
    """What one file, or a name, leads to at once."""

    digests: dict[str, bytes]
    todo: list[tuple[str, str]]
    missing: dict[str, Missing]


class Within(_Scanner):
    """Scans again what was `found`, for a few of its headers at a time.

    Nothing that was found is asked of the file system again, as `check_unchanged` does that in
    the end, and what a file includes is looked for once.
    """

    def __init__(self, found: Scan, search: tuple[Path, ...]) -> None:
        super().__init__(search, found.seen)
        self._steps: dict[tuple[str, str], _Step] = {}

    def scan(self, headers: Iterable[str]) -> Scan:
        """What can be reached from headers: the files and what is missing."""
        digests: dict[str, bytes] = {}
        missing: dict[str, Missing] = {}
        todo = [("", header) for header in headers]
        reached = set(todo)
        while todo:
            one = todo.pop()
            step = self._steps.get(one) or self._step(*one)
            digests |= step.digests
            missing = step.missing | missing
            todo += (further for further in step.todo if further not in reached)
            reached.update(step.todo)
        return Scan(digests, tuple(missing.values()))

    def _step(self, path: str, name: str) -> _Step:
        self.digests, self.todo, self.missing, self.seen = {}, [], {}, set()
        if path:
            self.enter(path, name)
        else:
            self.reach(name, None, "", 0)
        found = self._steps[path, name] = _Step(self.digests, self.todo, self.missing)
        return found

    def _is_there(self, path: str) -> bool:
        return path in self.known or super()._is_there(path)

    def _holds(self, path: str, name: str) -> Seen:
        return self.known[path] if path in self.known else super()._holds(path, name)


def _because(refused: Unread, name: str) -> str:
    """Why a header is not read that includes another one."""
    if refused.why.startswith(_INCLUDES):
        return refused.why
    return f"{_INCLUDES} {name}:{refused.line}: {refused.why}"


_INCLUDES = "what it may include is not:"


def _read(path: str, name: str, state: State) -> Seen:
    """What a file holds; `state` was asked for before, so that a change meanwhile shows."""
    data = read_header(path, name)
    digest = hashlib.sha256(data).digest()
    TEXTS[digest] = raw = Raw(data.decode("latin-1"))
    if digest not in _WANTED:
        _WANTED[digest] = wanted(raw)
    return Seen(state if is_settled(state) else None, digest, _WANTED[digest])


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
            status = os.fstat(handle)
            size = status.st_size
            is_text = stat.S_ISREG(status.st_mode) and size <= FILE_LIMIT
            data = os.read(handle, size + 1) if is_text else b""
        finally:
            os.close(handle)
    except OSError as error:
        raise UapiError(f"{name}: cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(status.st_mode):
        raise UapiError(f"{name}: not a regular file; refused")
    if size > FILE_LIMIT:
        raise UapiError(f"{name}: larger than {FILE_LIMIT >> 20} MiB; that is no header")
    if b"\0" in data:
        raise UapiError(f"{name}: not a text file; name a C header")
    return data


TEXTS: dict[bytes, Raw] = {}
"""Headers that were read, by SHA-256, for who reads them next; it takes them away."""

_WANTED: dict[bytes, Wanted] = {}
"""What files that were read want, by SHA-256: most are the same in the next version."""
