"""What C++ refuses of a header that C takes: found in the text, whatever the name is that of.

g++ 12 and clang++ 22 were asked about each of these; where only g++ refuses, `only_gcc` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.declarations import Enum
from abi.header import Header
from abi.outline import bodies
from abi.rules.kernel_names import CXX_KEYWORDS
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.rules.reached import reach
from abi.surface import Surface

_TYPES_OF_BOTH = frozenset((
    "bool", "true", "false", "wchar_t", "asm", "static_assert", "alignas", "alignof", "nullptr",
    "constexpr", "thread_local",
))  # fmt: skip
"""Keywords of C++ that stand in C headers for the same thing: refused where they are declared."""
_KEYWORDS = CXX_KEYWORDS - _TYPES_OF_BOTH
_ONLY_C = frozenset((
    "_Bool", "restrict", "_Atomic", "_Noreturn", "_Static_assert", "_Alignas", "_Alignof",
    "_Generic", "_Thread_local",
))  # fmt: skip
_WORDS = _KEYWORDS | _ONLY_C | _TYPES_OF_BOTH
_LETTERS = re.compile(r"\w+")
_STATIC = re.compile(r"\[\s*static\b")
_ENUM = re.compile(r"\benum\s+([A-Za-z_]\w*)(?!\w)(?!\s*[{:])")
_ENUM_BODY = re.compile(r"\benum\s+([A-Za-z_]\w*)\s*(?::[^{};]*)?\{")
_BLOCK = re.compile(r"\b(struct|union|enum)\b\s*(?:__\w+\s*)*(\w+)?\s*\{|\{|\}\s*([^;{}]*)")
_LITERAL = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' """, re.VERBOSE)
_ATTRIBUTE = re.compile(r"__attribute(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")
_TAG_LINE = re.compile(
    r"\n[ \t]++(?:struct|union|enum)\s++\w++\s*\{"
    r"|\{[^\n{]*\b(?:struct|union|enum)\s++\w++\s*\{|\n[ \t]++\}[ \t]*+(?:__[^\n]*)?;"
)
_NESTED_TAG = re.compile(r"\n[ \t]++(?:struct|union|enum)\s+\w+\s*\{|\{[^\n{}]*\w\s+\w+\s*\{")
_ENUM_LINE = re.compile(r"enum(?<=\benum)\s++\w++(?:\s*+[^{\s\w]|\s++\w)")


class Aspects(NamedTuple):
    """What is looked for; most lines that come or go have to do with none."""

    words: bool = True
    tags: bool = True
    enums: bool = True


_EVERY = Aspects()


def _aspects(lines: str, text: str) -> Aspects:
    """What lines that came or went may have to do with, and the text that they are in."""
    return Aspects(
        not _WORDS.isdisjoint(_LETTERS.findall(lines)) or bool(_STATIC.search(lines)),
        bool(_TAG_LINE.search(f"\n{lines}")) and bool(_NESTED_TAG.search(text)),
        bool(_ENUM_LINE.search(lines)),
    )


class Refused(msgspec.Struct, frozen=True):
    """What C++ refuses: of which declaration (empty: of none with braces), and why."""

    key: str
    reason: str
    line: int


def refused(header: Header, surface: Surface, aspects: Aspects = _EVERY) -> Iterator[Refused]:
    """All that a program in C++ is refused of a header."""
    found = list(_found(header, surface, aspects))
    if not found:
        return
    conditions, every = Conditions(header), list(bodies(header))
    for at, reason in found:
        line = header.declarations.count("\n", 0, at) + 1
        if is_read(conditions.at(line), surface, header.name, is_cxx=True) != 0:
            key = next((body.key for body in every if body.first <= line <= body.last), "")
            yield Refused(key, reason, line)


def _found(header: Header, surface: Surface, aspects: Aspects) -> Iterator[tuple[int, str]]:
    code = _LITERAL.sub(_blank, header.declarations) if any(aspects) else ""
    if aspects.words:
        yield from _refused_words(code)
    for body in bodies(header) if aspects.tags else ():
        yield from _tags_without_home(body.start, code[body.start : body.end])
    if aspects.enums:
        yield from _enums(header, code, surface)


def _refused_words(code: str) -> Iterator[tuple[int, str]]:
    for match in _words(_KEYWORDS, code):
        yield match.start(), f"`{match[0]}` is a keyword of C++"
    for match in _words(_TYPES_OF_BOTH, code):
        if _is_declared(match, code):
            yield match.start(), f"`{match[0]}` is a keyword of C++"
    for match in _words(_ONLY_C, code):
        yield match.start(), f"C++ has no `{match[0]}`"
    for match in _STATIC.finditer(code):
        yield match.start(), "C++ has no `static` in the bounds of a parameter"


def _words(words: frozenset[str], code: str) -> Iterator[re.Match[str]]:
    """Where a text has one of some words; few texts have any."""
    present = sorted(word for word in words if word in code)
    if present:
        yield from re.finditer(rf"\b(?:{'|'.join(present)})\b", code)


def _is_declared(match: re.Match[str], code: str) -> bool:
    """Whether a word is a declared name: behind a type, and before what ends a declarator."""
    before, behind = code[: match.start()].rstrip(), code[match.end() :].lstrip()
    is_behind_type = before[-1:] == "*" or before[-1:].isalnum() or before[-1:] == "_"
    is_value = before.endswith(("return", "else", "case"))
    return is_behind_type and not is_value and behind[:1] in (";", "[", "=")


def _tags_without_home(start: int, code: str) -> Iterator[tuple[int, str]]:
    """Tags that are defined inside an anonymous record: refused by both compilers."""
    open_blocks: list[tuple[str, list[tuple[int, str]]]] = []
    code = _ATTRIBUTE.sub(_blank, code) if "__attribute" in code else code
    for match in _BLOCK.finditer(code):
        if not match[0].startswith("}"):
            kind = match[1] if match[1] and not match[2] else ""
            inner = [(start + match.start(), f"{match[1]} {match[2]}")] if match[2] else []
            if inner and open_blocks:
                open_blocks[-1][1].extend(inner)
            open_blocks.append((kind, []))
        elif open_blocks:
            kind, tags = open_blocks.pop()
            if kind in ("struct", "union") and open_blocks and not (match[3] or "").strip():
                for at, tag in tags:
                    yield at, f"`{tag}` is defined in an anonymous {kind}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _enums(header: Header, code: str, surface: Surface) -> Iterator[tuple[int, str]]:
    """Enums that are named before they are defined."""
    defined: dict[str, int] = {}
    for match in _ENUM_BODY.finditer(code):
        defined.setdefault(match[1], match.start())
    for match in _ENUM.finditer(code):
        name, at = match[1], match.start()
        is_known = defined[name] < at if name in defined else _is_defined(name, header, surface)
        if not is_known:
            yield at, f"`enum {name}` is named before it is defined"


def _is_defined(name: str, header: Header, surface: Surface) -> bool:
    """Whether a header that this one includes defines an enum."""
    key = f"enum {name}"
    place = surface.declarations.location(key)
    found = surface.declaration(key) if place is not None else None
    is_complete = isinstance(found, Enum) and found.enumerators is not None
    return is_complete and place is not None and place.header in reach(header.name, surface)


def cxx_changes(pair: HeaderPair) -> Iterator[Change]:
    """What C++ refuses now; nothing of a header that it refused before."""
    if pair.before is None:
        return
    known: set[tuple[str, str]] = set()
    aspects = _aspects(pair.rewritten_code, pair.after.text)
    for found in refused(pair.after, pair.new, aspects):
        if not known and any(True for _ in refused(pair.before, pair.old)):
            return
        if (found.key, found.reason) not in known:
            known.add((found.key, found.reason))
            places = pair.places(found.line)
            yield Change(ChangeKind.CXX, found.key or pair.name, "", found.reason, *places)
