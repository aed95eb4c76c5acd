"""What scripts/headers_install.sh makes of a header: the kernel's own words taken out."""

from __future__ import annotations

import hashlib
import re

from headers.sources.kernel.unifdef import unifdef

_BLANK = rb"[ \t\r\v\f]"
"""A blank within a line, as sed sees it."""

_EDITS: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes], bytes], ...] = (
    (
        (b"__user", b"__force", b"__iomem"),
        re.compile(rb"([ \t\r\v\f(])(?:__user|__force|__iomem)" + _BLANK),
        rb"\1",
    ),
    (
        (b"__attribute_const__",),
        re.compile(rb"__attribute_const__(" + _BLANK + rb"|$)", re.MULTILINE),
        rb"\1",
    ),
    (
        (b"linux/compiler",),
        re.compile(rb"^#include <linux/compiler(?:|_types).h>", re.MULTILINE),
        b"",
    ),
    (
        (b"__packed",),
        re.compile(rb"(^|[^a-zA-Z0-9\n])__packed([^a-zA-Z0-9_\n]|$)", re.MULTILINE),
        rb"\1__attribute__((packed))\2",
    ),
    (
        (b"inline", b"volatile", b"asm ", b"asm(", b"asm\t", b"asm\n"),
        re.compile(rb"(^|[ \t\r\v\f(])(inline|asm|volatile)([ \t\r\v\f(]|$)", re.MULTILINE),
        rb"\1__\2__\3",
    ),
)
"""The script's edits, in its order; the words are what a header has where one applies."""

_KNOWN_PROGRAM = "18fa97703a67b0fbce9d05a51fc220b261b11aae4f2d3f5821467240e08a348f"
"""The script's program for sed in Linux 6.1 to 7, as a digest, to see when it changes."""

_GUARD = re.compile(rb"#(ifndef|define|endif" + _BLANK + rb"*/[*])" + _BLANK + rb"*\Z")


def edited(data: bytes) -> bytes:
    """The header with words of the kernel's own replaced, before conditions are decided."""
    for words, pattern, replacement in _EDITS:
        if any(word in data for word in words):
            data = pattern.sub(replacement, data)
    return _without_uapi(data)


def _without_uapi(data: bytes) -> bytes:
    """Names of guards without ``_UAPI`` in front."""
    parts = data.split(b"_UAPI")
    for index, part in enumerate(parts[:-1]):
        line_start = part.rfind(b"\n") + 1
        guard = _GUARD.search(part, line_start)
        parts[index] = part[: guard.start()] + b"#" + guard[1] + b" " if guard else part + b"_UAPI"
    return b"".join(parts)


def is_known(script: bytes) -> bool:
    """Whether a version of the script edits as `edited` does, by its program for sed."""
    program = script.partition(b"\nsed -E -e '\n")[2].partition(b"\n'")[0]
    return hashlib.sha256(b" ".join(program.split())).hexdigest() == _KNOWN_PROGRAM


def installed(data: bytes) -> bytes:
    """The header as it is installed.

    Raises:
        BrokenError: its conditions do not nest.
    """
    return unifdef(edited(data))
