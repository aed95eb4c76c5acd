"""Sections of a relocatable ELF object, of either width and byte order."""

from __future__ import annotations

import struct


def byte_order(image: bytes) -> str:
    """``<`` or ``>``, as `struct` writes it."""
    return "<" if image[5] == 1 else ">"


def sections(image: bytes) -> dict[str, bytes]:
    """The contents of the sections that have any, by name."""
    assert image[:4] == b"\x7fELF", "not an ELF object"
    order, is_wide = byte_order(image), image[4] == 2
    word = "Q" if is_wide else "I"
    table = struct.unpack_from(f"{order}{word}", image, 0x28 if is_wide else 0x20)[0]
    entry, count, names_at = struct.unpack_from(f"{order}3H", image, 0x3A if is_wide else 0x2E)
    layout = f"{order}II{word}{word}{word}{word}"
    headers = [struct.unpack_from(layout, image, table + n * entry) for n in range(count)]
    names = _contents(image, headers[names_at])
    return {
        names[header[0] : names.index(b"\0", header[0])].decode(): _contents(image, header)
        for header in headers
        if header[1] != 8  # SHT_NOBITS
    }


def _contents(image: bytes, header: tuple[int, ...]) -> bytes:
    offset, size = header[4:6]
    return image[offset : offset + size]
