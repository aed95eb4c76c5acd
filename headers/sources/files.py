"""Files by name, wherever they lie: in a directory, a git object store, an archive."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from headers.sources.scan import read_header


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
        """As `Files.read`."""
        paths = {name: self.root / name for name in names}
        return {n: read_header(str(p), n) for n, p in paths.items() if p.is_file()}
