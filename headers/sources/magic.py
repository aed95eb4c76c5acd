"""How archives begin, so that a file is known by its content, whatever its name is."""

from __future__ import annotations

from pathlib import Path

_MAGIC = {
    b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gz", b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst", b"!<arch>\n": "ar",
}  # fmt: skip
_TAR = (257, b"ustar")
"""Where POSIX has a tar's magic (pax, "ustar Interchange Format")."""


def archive_kind(path: Path) -> str:
    """What archive a file is: ``zip``, ``tar``, ``gz``, …; empty when it is none."""
    try:
        with path.open("rb") as file:
            return kind_of(file.read(512))
    except OSError:
        return ""


def kind_of(start: bytes) -> str:
    """As `archive_kind`, by the first 512 bytes."""
    place, magic = _TAR
    if start[place : place + len(magic)] == magic:
        return "tar"
    return next((kind for begin, kind in _MAGIC.items() if start.startswith(begin)), "")
