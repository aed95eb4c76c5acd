"""What a header makes a preprocessor look for in the file system."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from abi.raw.directive import Directive

INCLUDES = ("include", "include_next", "import")
READS = (*INCLUDES, "embed", "pragma")
"""Directives that may open a file."""

_NAME = re.compile(r"[ \t\v\f]*(?:<([^>\n]+)>|\"([^\"\n]+)\")")
_PRAGMA = re.compile(r"(?:GCC|clang)\s+(?:dependency|pch_preprocess|module)\b")
_PROBE = re.compile(r"(?<![\w$])__has_(?:include(?:_next)?|embed)(?:__)?(?![\w$])")
_ASKED = re.compile(rf"\s*\({_NAME.pattern}\s*\)")
_DEFINED = re.compile(r"\bdefined\s*\(?\s*\Z")
PRAGMA_OPERATOR = re.compile(
    r"""(?<![\w$])_Pragma\s*\(\s*(?:L|u8|[uU])?"((?:[^"\\\n]|\\.)*?(?:dependency|pch_preprocess)\b)
        |(?<![\w$])(?:GCC|clang)\s+(?:dependency|pch_preprocess)\b""",
    re.VERBOSE,
)
"""A ``_Pragma`` that opens a file, or the words that another one may make a pragma of."""


class Include(msgspec.Struct, frozen=True):
    """An ``#include``, ``#include_next`` or ``#import``."""

    name: str
    """Empty where a macro stands for it."""
    is_quoted: bool
    is_next: bool
    directive: Directive


class Probe(msgspec.Struct, frozen=True):
    """A ``__has_include`` that a condition asks; `name` is empty where a macro stands for it."""

    name: str
    is_quoted: bool
    is_next: bool
    directive: Directive


def include_of(found: Directive) -> Include:
    """What a directive includes."""
    name = _NAME.match(found.rest)
    if name is None:
        return Include("", False, found.keyword == "include_next", found)
    text = (name[1] or name[2]).strip()
    return Include(text, name[2] is not None, found.keyword == "include_next", found)


def opens_a_file(found: Directive) -> bool:
    """Whether a directive that is no include makes a compiler open a file."""
    return found.keyword == "embed" or (
        found.keyword == "pragma" and _PRAGMA.match(found.rest) is not None
    )


def probes_of(found: Directive) -> Iterator[Probe]:
    """The probes that a directive has; to ask whether one is defined is none."""
    is_condition = found.keyword in ("if", "elif")
    for word in _PROBE.finditer(found.rest):
        if found.keyword in ("ifdef", "ifndef") or _DEFINED.search(found.rest, 0, word.start()):
            continue
        asked = _ASKED.match(found.rest, word.end()) if is_condition else None
        is_known = asked is not None and "embed" not in word[0]
        name = (asked[1] or asked[2]).strip() if asked and is_known else ""
        yield Probe(name, bool(asked and asked[2]), "next" in word[0], found)
