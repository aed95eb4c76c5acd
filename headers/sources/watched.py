"""Files of a directory, with what the file system says of all that was asked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from headers.cache import SETTLED
from headers.sources.files import Directory

_State = tuple[int, int, int] | None
"""Status change time, bytes and inode; None for what is not there."""


class Watched:
    """`Files` of a directory that remember what their answers rest on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._directory = Directory(root)
        self._states: dict[str, _State] = {}

    def names(self, under: str = "") -> list[str]:
        """As `Files.names`."""
        top = os.path.join(self.root, "")
        found = []
        for folder, _, files in os.walk(os.path.join(top, under).rstrip("/")):
            self._note(folder)
            paths = (os.path.join(folder, name) for name in files)
            found += [path[len(top) :] for path in paths if not os.path.islink(path)]
        return sorted(found)

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """As `Files.read`."""
        wanted = list(names)
        for name in wanted:
            self._note(os.path.join(self.root, name))
        return self._directory.read(wanted)

    def _note(self, path: str) -> None:
        """Before it is read, so that a change meanwhile shows."""
        if path not in self._states:
            self._states[path] = _state(path)

    def states(self) -> str | None:
        """What was seen, as text; None when some of it changed a moment ago, and may again."""
        limit = time.time_ns() - SETTLED
        if any(state is not None and state[0] > limit for state in self._states.values()):
            return None
        return msgspec.json.encode({_hex(p): s for p, s in self._states.items()}).decode()


def is_as_seen(states: str) -> bool:
    """Whether all is still as `Watched.states` said."""
    try:
        seen = msgspec.json.decode(states, type=dict[str, _State])
        return all(_state(os.fsdecode(bytes.fromhex(path))) == seen[path] for path in seen)
    except (msgspec.MsgspecError, ValueError):
        return False


def _hex(path: str) -> str:
    """A path, which may not be UTF-8, for JSON."""
    return os.fsencode(path).hex()


def _state(path: str) -> _State:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ctime_ns, status.st_size, status.st_ino
