"""Files by name, wherever they lie: in a directory, a git object store, an archive."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from abi.diagnostic import UapiError
from headers.sources.scan import Inside, read_header


class Files(Protocol):
    """Read-only files. Names are paths with ``/`` from the top, never with ``..``."""

    def names(self, under: str = "") -> list[str]:
        """All regular files below a directory of them, sorted. Links are not followed."""

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of files, many at once; what is not there is not in the answer.

        Raises:
            UapiError: a file that cannot be read or is too large to be a header.
        """


class Directory:
    """`Files` of a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._inside = Inside((os.fspath(root),))

    def names(self, under: str = "") -> list[str]:
        """As `Files.names`."""
        skipped = len(os.path.join(self.root, ""))
        return sorted(
            os.path.join(folder, name)[skipped:]
            for folder, _, files in os.walk(self.root / under)
            for name in files
            if not os.path.islink(os.path.join(folder, name))
        )

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """As `Files.read`. A link is followed only to what lies below the root, too."""
        found = {}
        for name in names:
            path = os.path.join(self.root, name)
            if os.path.isfile(path):
                if not self._inside.has(path):
                    raise UapiError(f"{name}: a link that leaves the tree; refused")
                found[name] = read_header(path, name)
        return found
