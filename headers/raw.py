"""Headers of a kernel's source as ``scripts/headers_install.sh`` exports them.

A raw header that is read by itself has words that only the kernel defines. Exporting takes
``__user``, ``__force`` and ``__iomem`` away and spells ``__packed`` out. ``__aligned(n)`` it leaves
as it is, so that the exported header would not compile; here it is read as what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headers.words import TOKEN, closings

ADDRESS_SPACES = frozenset(("__user", "__force", "__iomem"))
PACKED, ALIGNED = "__packed", "__aligned"
MEANING = {PACKED: "__attribute__((packed))", ALIGNED: "__attribute__((aligned("}
"""What they are in an exported header; a macro of this name would have been expanded."""

_NOT_BEFORE = frozenset((";", ",", ":", "=", "[", ""))
"""What follows a name: one that the header gives to something of its own."""


_WORD = re.compile(rf"\b(?:{'|'.join((*sorted(ADDRESS_SPACES), PACKED))})\b|\b{ALIGNED}(?=\s*\()")
_SIGNS = (*sorted(ADDRESS_SPACES), PACKED, f"{ALIGNED}(", f"{ALIGNED} (")


def has_raw_words(text: str) -> bool:
    """Whether a preprocessed text may have such a word: as none was a macro there, the kernel's."""
    return any(sign in text for sign in _SIGNS)


def raw_words(text: str) -> list[str]:
    """The words of a text that only the kernel defines."""
    return list(dict.fromkeys(_WORD.findall(text))) if has_raw_words(text) else []


def exported(code: str) -> tuple[str, list[str]]:
    """A declaration as an exported header has it, and the words that were read so."""
    if not raw_words(code):
        return code, []
    met: list[str] = []
    text = "".join(_exported([found[0] for found in TOKEN.finditer(code)], met))
    return text, list(dict.fromkeys(met))


def _exported(source: list[str], met: list[str]) -> Iterator[str]:
    closing = closings(source)
    ends: set[int] = set()
    for place, token in enumerate(source):
        following = _next(source, place)
        if token in ADDRESS_SPACES and following not in _NOT_BEFORE:
            met.append(token)
        elif token == PACKED:
            met.append(token)
            yield MEANING[PACKED]
        elif token == ALIGNED and following == "(":
            met.append(token)
            opening = source.index("(", place)
            ends.add(closing[opening])
            yield MEANING[ALIGNED].removesuffix("(")
        elif place in ends:
            yield ")))"
        else:
            yield token


def _next(source: list[str], place: int) -> str:
    """The token behind a place, white space left out."""
    rest = source[place + 1 : place + 3]
    return next((token for token in rest if not token.isspace()), "")


def note(words: list[str]) -> str:
    """What is said of a header that has such words."""
    said = f"{', '.join(words)}: read as headers_install exports a kernel's header"
    if ALIGNED in words:
        return f"{said}, but for {ALIGNED}(), which it leaves as it is: programs cannot compile it"
    return said
