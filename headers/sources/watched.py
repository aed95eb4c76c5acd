"""Files of a directory, with what the file system says of all that was asked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from headers.sources.files import Directory
from headers.sources.state import State, is_settled, state_of


class Watched:
    """`Files` of a directory that remember what their answers rest on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._directory = Directory(root)
        self._states: dict[str, State] = {}

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
            self._states[path] = state_of(path)

    def states(self) -> str | None:
        """What was seen, as text; None when some of it changed a moment ago, and may again."""
        if not all(map(is_settled, self._states.values())):
            return None
        return msgspec.json.encode({_hex(p): s for p, s in self._states.items()}).decode()


def is_as_seen(states: str) -> bool:
    """Whether all is still as `Watched.states` said."""
    try:
        seen = msgspec.json.decode(states, type=dict[str, State])
        return all(state_of(os.fsdecode(bytes.fromhex(path))) == seen[path] for path in seen)
    except (msgspec.MsgspecError, ValueError):
        return False


def _hex(path: str) -> str:
    """A path, which may not be UTF-8, for JSON."""
    return os.fsencode(path).hex()
