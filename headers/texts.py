"""The headers of a tree as texts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from abi.diagnostic import UapiError
from abi.header import Header
from headers.sources.scan import Inside, read_header


class TreeHeaders:
    """`abi.header.Headers` over a search path; a text is read when it is asked for."""

    def __init__(self, names: Sequence[str], search: Sequence[Path], text: str | None) -> None:
        self._names = names
        self._search = search
        self._inside = Inside(map(os.fspath, search))
        self._found: dict[str, Header | None] = {}
        if text is not None:
            self._found[names[0]] = Header(names[0], text)

    def names(self) -> Sequence[str]:
        return self._names

    def get(self, name: str) -> Header | None:
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, name: str) -> Header | None:
        if name.startswith("/") or ".." in name.split("/"):
            return None
        for root in self._search:
            path = os.path.join(root, name)
            if os.path.isfile(path) and self._inside.has(path):
                try:
                    return Header(name, read_header(path, name).decode("utf-8", "replace"))
                except UapiError:
                    return None
        return None
