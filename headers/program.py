"""Which program this is, for what is remembered between its runs."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path


@functools.cache
def identity() -> str:
    """Of this program's files: what another version of it remembered may be wrong."""
    top = Path(__file__).parent.parent
    files = sorted(p for name in ("abi", "headers") for p in (top / name).glob("**/*.py"))
    states = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(states).encode("utf-8", "surrogateescape")).hexdigest()
