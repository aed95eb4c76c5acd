"""Trees laid down: files that come from no directory, where preprocessors find them.

A tree is a directory named by what is in it, so equal trees lie there once and
their place never means anything else. It is written aside and renamed: whoever
sees a tree sees all of it. Whoever uses one holds a lock on it, which ends
with the process, however that ends.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from abi.diagnostic import UapiError
from headers import cache
from headers.regular import read_regular
from headers.sources import state

TREES = 64
"""Trees kept; that of Linux 6.12 has 1,000 files and 7 MB, an architecture's own part 60 files."""

NAMES = 1024
"""Remembered keys kept, of some 100 bytes each."""

_LONGEST, _LONGEST_PART = 3000, 255
"""Characters of a name and bytes of a part of it: below PATH_MAX and NAME_MAX of Linux."""

_ABANDONED = 3600
"""Seconds after which a half-made tree without a lock belongs to nobody."""


class Place(NamedTuple):
    """A tree that lies in a directory."""

    digest: str
    root: Path


class Store:
    """Where trees are laid down: the cache, or a directory that ends with the process.

    The latter when `keep` is false, and when the cache cannot be written or is not ours.
    """

    def __init__(self, *, keep: bool = True) -> None:
        self.keep = keep
        if not keep or _cached() is None:
            _private()  # now, as a forked process that made it would not remove it

    def lay_down(self, files: Mapping[str, bytes]) -> Place:
        """A directory with exactly these files.

        Raises:
            UapiError: a name that would lie outside of it, or no room anywhere.
        """
        check_names(files)
        digest = digest_of(files)
        for base in self._bases():
            try:
                return _found(base, digest) or _laid_down(base, digest, files)
            except OSError as error:
                why = error.strerror or str(error)
        raise UapiError(
            f"{len(files)} headers cannot be laid down as files: {why}; "
            "make room in the cache or set TMPDIR to a directory that can be written"
        )

    def find(self, digest: str) -> Place | None:
        """A tree that was laid down before and still is as it was."""
        for base in self._bases(only_made=True):
            with contextlib.suppress(OSError):
                if place := _found(base, digest):
                    return place
        return None

    def remember(self, key: Sequence[str], value: Sequence[str]) -> None:
        """Keep what was found out about a source; `key` must say all that it depends on."""
        base = _cached() if self.keep else None
        if base is None:
            return
        path = base / "known" / _hashed(key)
        with contextlib.suppress(OSError):
            data = msgspec.msgpack.encode(list(value))
            cache.write_aside(path, cache.sealed(path.name, data))
            for old in _oldest(path.parent.iterdir(), NAMES):
                old.unlink(missing_ok=True)

    def recall(self, key: Sequence[str]) -> list[str] | None:
        """What was remembered, or None."""
        base = _cached() if self.keep else None
        if base is None:
            return None
        try:
            path = base / "known" / _hashed(key)
            found = cache.unsealed(path.name, read_regular(path, follow=False))
            return None if found is None else msgspec.msgpack.decode(found, type=list[str])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _bases(self, *, only_made: bool = False) -> Iterator[Path]:
        """Directories for trees, the better one first."""
        if self.keep and (base := _cached()) is not None:
            yield base
        if not only_made or _private.cache_info().currsize:
            yield _private()


def clear(base: Path) -> bool:
    """Remove all trees that no process uses; whether that was all of them."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(base / "known")
    entries = [entry for entry in base.iterdir() if entry.is_dir()] if base.is_dir() else []
    dropped = [_drop(entry) for entry in entries]
    return all(dropped)


def check_names(names: Iterable[str]) -> None:
    """Refuse names that would not lie inside of a directory, or in each other's place.

    Raises:
        UapiError: naming the first of them.
    """
    every = set(names)
    for name in sorted(every):
        parts = name.split("/")
        if not {"", ".", ".."}.isdisjoint(parts) or "\0" in name:
            raise UapiError(f"{shown(name)}: a name that leaves its directory; refused")
        if len(name) > _LONGEST or any(len(_encoded(part)) > _LONGEST_PART for part in parts):
            raise UapiError(f"{shown(name[:60])}…: a longer name than a file can have; refused")
        above = next((a for a in _above(parts) if a in every), None)
        if above is not None:
            raise UapiError(f"{shown(above)}: a file and a directory at once; refused")


def _above(parts: list[str]) -> Iterator[str]:
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def shown(name: str) -> str:
    """A file name as one printable line."""
    return name if name.isprintable() else ascii(name)[1:-1]


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents."""
    whole = hashlib.sha256()
    for name in sorted(files):
        content = hashlib.sha256(files[name]).digest()
        whole.update(_encoded(name) + b"\0" + content)
    return whole.hexdigest()


def state_of(path: str | Path) -> list[str] | None:
    """What changes when a file does; None when it changed a moment ago, or is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    if max(status.st_ctime_ns, status.st_mtime_ns) > time.time_ns() - state.SETTLED:
        return None
    numbers = (status.st_dev, status.st_ino, status.st_size, status.st_ctime_ns)
    return [os.path.realpath(path), *map(str, numbers)]


def _hashed(key: Sequence[str]) -> str:
    return hashlib.sha256(repr(list(key)).encode("utf-8", "surrogateescape")).hexdigest()


def _cached() -> Path | None:
    """The cache's directory of trees, if it is ours: what lies there is read as headers."""
    base = cache.ours("trees")
    return base if base is not None and os.access(base, os.W_OK | os.X_OK) else None


@functools.cache
def _private() -> Path:
    """A directory that is removed when this process ends.

    Raises:
        UapiError: no directory for temporary files can be written.
    """
    try:
        base = Path(tempfile.mkdtemp(prefix="uapi-trees-"))
    except OSError as error:
        why = error.strerror or str(error)
        raise UapiError(f"no room for headers in a temporary directory: {why}") from None
    atexit.register(_remove_private, base, os.getpid())
    return base


def _remove_private(base: Path, owner: int) -> None:
    if os.getpid() == owner:  # not a child that was forked
        shutil.rmtree(base, ignore_errors=True)


_held: dict[Path, int] = {}
"""Locks on the trees that this process uses, by tree; never given back before its end."""


def _found(base: Path, digest: str) -> Place | None:
    """A tree that is there and whole; one that is not is taken away."""
    entry = base / digest
    if not entry.is_dir():
        return None
    lock = _held.get(entry)
    if lock is None:
        lock = _lock(entry)
    if lock is not None and _is_whole(entry):
        _held[entry] = lock
        os.utime(entry)
        return Place(digest, entry / "files")
    if lock is not None:
        os.close(lock)
        _held.pop(entry, None)
    _take_away(entry)
    return None


def _lock(entry: Path, how: int = fcntl.LOCK_SH) -> int | None:
    """A lock on a tree; None when it cannot be had, or is damaged."""
    try:
        handle = os.open(entry / "lock", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


_Manifest = list[tuple[str, int, int, int]]
"""Name, bytes, status change time and inode of each file."""


def _laid_down(base: Path, digest: str, files: Mapping[str, bytes]) -> Place:
    _tidy(base)
    aside = Path(tempfile.mkdtemp(prefix="new-", dir=base))
    lock = -1
    try:
        lock = os.open(aside / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_SH)
        manifest = _write(aside / "files", files)
        data = cache.sealed(digest, msgspec.msgpack.encode(manifest))
        (aside / "manifest").write_bytes(data)
        entry = base / digest
        os.rename(aside, entry)
    except OSError:
        if lock >= 0:
            os.close(lock)
        shutil.rmtree(aside, ignore_errors=True)
        if place := _found(base, digest):  # another process was faster
            return place
        raise
    _held[entry] = lock
    return Place(digest, entry / "files")


def _write(root: Path, files: Mapping[str, bytes]) -> _Manifest:
    """Write files that did not exist; read-only, as nobody should edit them."""
    manifest: _Manifest = []
    os.mkdir(root)
    folders = {os.path.dirname(name) for name in files}
    for folder in sorted(folders):
        os.makedirs(os.path.join(root, folder), exist_ok=True)
    for name in sorted(files):
        path = os.path.join(root, name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444)
        try:
            _write_all(handle, files[name])
            status = os.fstat(handle)
        finally:
            os.close(handle)
        encoded = name.encode("utf-8", "surrogateescape").hex() if not name.isascii() else name
        manifest.append((encoded, status.st_size, status.st_ctime_ns, status.st_ino))
    return manifest


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _is_whole(entry: Path) -> bool:
    """Whether a tree has the files that were written, untouched, and no others."""
    try:
        data = cache.unsealed(entry.name, read_regular(entry / "manifest", follow=False))
        manifest = msgspec.msgpack.decode(data or b"", type=_Manifest)
        return sorted(manifest) == sorted(_states(os.fspath(entry / "files"), ""))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def _states(folder: str, prefix: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _states(entry.path, f"{name}/")
                continue
            status = entry.stat(follow_symlinks=False)
            encoded = name if name.isascii() else name.encode("utf-8", "surrogateescape").hex()
            yield encoded, status.st_size, status.st_ctime_ns, status.st_ino


def _take_away(entry: Path) -> None:
    """Remove a tree: renamed first, so that nobody finds half of it."""
    with contextlib.suppress(OSError):
        aside = tempfile.mkdtemp(prefix="old-", dir=entry.parent)
        os.rename(entry, os.path.join(aside, "tree"))
        shutil.rmtree(aside, ignore_errors=True)


def _tidy(base: Path) -> None:
    """Drop the oldest trees beyond the limit, and what killed processes left; none in use."""
    with contextlib.suppress(OSError):
        entries = [entry for entry in base.iterdir() if entry.name != "known"]
        for entry in entries:
            if _is_abandoned(entry):
                _drop(entry)
        trees = [entry for entry in entries if not entry.name.startswith(("new-", "old-"))]
        excess = len(trees) - (TREES - 1)
        for entry in _oldest(trees, 0):
            if excess <= 0:
                break
            excess -= _drop(entry)


def _drop(entry: Path) -> bool:
    """Remove a tree, unless it is in use."""
    lock = _lock(entry, fcntl.LOCK_EX)
    if lock is None and (entry / "lock").exists():
        return False
    _take_away(entry)
    if lock is not None:
        os.close(lock)
    return True


def _is_abandoned(entry: Path) -> bool:
    """Whether this is half of a tree that nobody goes on with."""
    if not entry.name.startswith(("new-", "old-")):
        return False
    has_lock = (entry / "lock").exists()
    return has_lock or os.stat(entry).st_mtime < time.time() - _ABANDONED


def _oldest(paths: Iterable[Path], kept: int) -> list[Path]:
    """All but the `kept` youngest."""
    dated = sorted((os.stat(path).st_mtime_ns, path) for path in paths)
    return [path for _, path in dated[: max(0, len(dated) - kept)]]
