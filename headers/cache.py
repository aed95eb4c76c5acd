"""The cache: files that any process may lose.

Readings and what is made of them are stored by content. Scans of a tree are
stored by place, with what the file system says of every file and directory that
they rest on.

An entry has a checksum over its name and its content: one that is damaged, or that lies
under another's name, is a miss. A directory that cannot be written, or that
somebody else owns or may write to, is no cache. Neither is ever an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TypeVar

import msgspec

from headers.reading import DECODER, Reading
from headers.regular import read_regular
from headers.sources.scan import Scan

T = TypeVar("T")

LIMITS = {
    "units": 256 << 20,
    "changes": 64 << 20,
    "judged": 64 << 20,
    "reports": 4 << 20,
    "scans": 32 << 20,
}
"""Bytes kept of each kind; the x86 tree of Linux 7.2 is a unit of 5 MB."""


def directory() -> Path:
    """``$XDG_CACHE_HOME/uapi`` (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "uapi"


class Cache:
    """Readings and scans by key. With `enabled` false it remembers nothing."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled

    def reading(self, key: str) -> Reading | None:
        """The reading of a key, or None."""
        return self.get("units", key, DECODER)

    def scan(self, key: str) -> Scan | None:
        """The scan of a key, which may be out of date, or None."""
        return self.get("scans", key, _SCAN)

    def put_reading(self, key: str, reading: Reading) -> None:
        """Remember a reading."""
        self.put("units", key, reading)

    def put_scan(self, key: str, scan: Scan) -> None:
        """Remember a scan."""
        self.put("scans", key, scan)

    def get(self, kind: str, key: str, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        """What was remembered of a kind by a key, or None."""
        base = ours() if self.enabled else None
        if base is None:
            return None
        try:
            path = base / kind / key
            found = unsealed(f"{kind}/{key}", read_regular(path, follow=False))
            if found is None:
                return None
            os.utime(path)  # the one that was used longest ago goes first
            return decoder.decode(found)
        except (OSError, msgspec.MsgspecError, RuntimeError, UnicodeDecodeError):
            return None

    def put(self, kind: str, key: str, value: object) -> None:
        """Remember a value of a kind by a key, if it can be written."""
        base = ours() if self.enabled else None
        if base is None:
            return
        path = base / kind / key
        with contextlib.suppress(OSError, RuntimeError, UnicodeEncodeError):
            write_aside(path, sealed(f"{kind}/{key}", msgspec.msgpack.encode(value)))
            _evict(path.parent, LIMITS[kind])


_SEAL = 16
"""Bytes of a checksum."""


def sealed(name: str, data: bytes) -> bytes:
    """Data that is to be found under a name only, with a checksum over both."""
    return _checksum(name, data) + data


def unsealed(name: str, data: bytes) -> memoryview | None:
    """What was sealed under this name; None where it is damaged, or belongs elsewhere."""
    content = memoryview(data)[_SEAL:]
    return content if data[:_SEAL] == _checksum(name, content) else None


def _checksum(name: str, data: bytes | memoryview) -> bytes:
    whole = hashlib.blake2b(name.encode("utf-8", "surrogateescape") + b"\0", digest_size=_SEAL)
    whole.update(data)
    return whole.digest()


def write_aside(path: Path, data: bytes) -> None:
    """Write a file aside and rename it, so that no one sees half of it; its directory is made.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def ours(below: str = "") -> Path | None:
    """The cache's directory, or one in it, made if need be, if nobody else may write to it."""
    try:
        base = directory() / below
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = os.stat(base)
    except (OSError, RuntimeError):
        return None
    return base if status.st_uid == os.geteuid() and not status.st_mode & stat.S_IWOTH else None


def contents() -> dict[str, tuple[int, int]]:
    """Files and their bytes of each kind, the store of trees among them."""
    try:
        kinds = sorted(entry for entry in directory().iterdir() if entry.is_dir())
    except (OSError, RuntimeError):
        return {}
    return {kind.name: _measure(kind) for kind in kinds}


def _measure(kind: Path) -> tuple[int, int]:
    sizes = []
    for folder, _, files in os.walk(kind):
        for name in files:
            with contextlib.suppress(OSError):  # another process may have removed it
                sizes.append(os.lstat(os.path.join(folder, name)).st_size)
    return len(sizes), sum(sizes)


_SCAN = msgspec.msgpack.Decoder(Scan)


def _evict(folder: Path, limit: int) -> None:
    """Drop what was used longest ago beyond the limit, and what killed processes left."""
    used = []
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            status = entry.stat()
            used.append((status.st_mtime_ns, status.st_size, entry.path))
    total = sum(size for _, size, _ in used)
    for _, size, path in sorted(used):
        if total <= limit:
            break
        Path(path).unlink(missing_ok=True)
        total -= size
