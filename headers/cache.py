"""The cache of split units: content-addressed files that any process may lose.

A wrong or damaged entry is a miss, a directory that cannot be written is no
cache; neither is ever an error.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import msgspec

from headers.split import Unit

ENTRIES = 256
"""Units kept; the x86 tree of Linux 7.2 is one unit of 4 MB."""


def directory() -> Path:
    """``$XDG_CACHE_HOME/uapi`` (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "uapi"


class Cache:
    """Units by key. With `enabled` false it remembers nothing."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled

    def get(self, key: str) -> Unit | None:
        """The unit of a key, or None."""
        if not self.enabled:
            return None
        try:
            return _DECODER.decode(self._path(key).read_bytes())
        except (OSError, msgspec.MsgspecError, RuntimeError, UnicodeDecodeError):
            return None

    def put(self, key: str, unit: Unit) -> None:
        """Remember a unit: written aside and renamed, so that no one sees half of it."""
        if not self.enabled:
            return
        path = self._path(key)
        with contextlib.suppress(OSError, RuntimeError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.msgpack.encode(unit))
                os.replace(temporary, path)
            except OSError:
                os.unlink(temporary)
                raise
            _evict(path.parent)

    def _path(self, key: str) -> Path:
        return directory() / "units" / key


_DECODER = msgspec.msgpack.Decoder(Unit)


def _evict(folder: Path) -> None:
    """Drop the oldest entries beyond the limit."""
    entries = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for path in entries[:-ENTRIES]:
        path.unlink(missing_ok=True)
