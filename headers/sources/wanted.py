"""What one header would make a preprocessor open, and what is refused of it.

A preprocessor reads whatever it is told to. Some spellings open files wherever they lie, of
others nobody can say what they open before a preprocessor has run: neither is let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from abi.raw import Directive, Include, Probe, Raw, quick
from abi.raw.reads import INCLUDES, opens_a_file

_POP = re.compile(r"pop_macro\s*\(\s*\"([^\"]*)\"")
_IOCTL = re.compile(r"_IO(?:WR?|R|C)?[ \t\v\f]*\(")


class Included(NamedTuple):
    """A header that is included, or asked for by ``__has_include``."""

    name: str
    is_quoted: bool
    is_next: bool
    """Whether it is looked for behind the directory of the one that includes it."""
    line: int
    is_sure: bool = True
    """Whether no condition stands around it; only found out of names that may leave the tree."""


class Refused(NamedTuple):
    """A spelling that must not reach a preprocessor."""

    line: int
    why: str
    is_sure: bool
    """Whether no condition stands around it."""


class Ioctls(NamedTuple):
    """Of the macros that make the numbers of ioctls, ``_IOW`` and so on."""

    uses: bool
    """Whether one is called."""
    defines: bool


class Wanted(msgspec.Struct, array_like=True, gc=False):
    """What a header would open."""

    includes: tuple[Included, ...]
    probes: tuple[Included, ...]
    refused: tuple[Refused, ...]
    ioctls: Ioctls
    pops: tuple[tuple[int, str], ...] = ()
    """Lines with ``#pragma pop_macro``, and the macro."""


def wanted(raw: Raw) -> Wanted:
    """What the text of a header would make a preprocessor open."""
    plain = quick.only_includes(raw.text)
    if plain is not None and not any(may_leave(name) or "\\" in name for name, *_ in plain):
        includes = tuple(Included(_name(n), q, False, line) for n, q, line in plain)
        return Wanted(includes, (), (), _ioctls(raw), pops(raw))
    return _with_care(raw)


def _with_care(raw: Raw) -> Wanted:
    includes = tuple(_included(found, raw) for found in raw.includes if found.name)
    probes = tuple(_included(found, raw) for found in raw.probes if found.name)
    return Wanted(includes, probes, tuple(sorted(_refused(raw))), _ioctls(raw), pops(raw))


def pops(raw: Raw) -> tuple[tuple[int, str], ...]:
    """Where a macro gets back what ``#pragma push_macro`` kept of it, which no preprocessor says
    in its output."""
    if "pop_macro" not in raw.text:
        return ()
    pragmas = (found for found in raw.directives if found.keyword == "pragma")
    return tuple((p.line, name[1]) for p in pragmas if (name := _POP.match(p.rest)))


def _ioctls(raw: Raw) -> Ioctls:
    """In comments, too, which costs a note at most."""
    text, calls = raw.text, set()
    for found in _IOCTL.finditer(text) if "_IO" in text else ():
        before = text[max(found.start() - 40, 0) : found.start()]
        if not (before[-1:].isalnum() or before[-1:] in ("_", "$")):
            calls.add(before.rstrip().endswith("define"))
    return Ioctls(uses=False in calls, defines=True in calls)


def may_leave(name: str) -> bool:
    """Whether the name of a header may lead out of the directories that it is looked for in."""
    return name.startswith("/") or ".." in name


def _included(found: Include | Probe, raw: Raw) -> Included:
    at = found.directive
    is_sure = not may_leave(found.name) or raw.is_unconditional(at)
    return Included(_name(found.name), found.is_quoted, found.is_next, at.line, is_sure)


def _name(name: str) -> str:
    """A name as the file system has it: the text was decoded as Latin-1."""
    return name.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def _refused(raw: Raw) -> Iterator[Refused]:
    for doubt in raw.doubts():
        why = f"{doubt.why}, which preprocessors read differently"
        yield Refused(raw.line_at(doubt.at), why, is_sure=False)
    for line, is_sure in raw.opening_pragmas():
        yield Refused(line, "a pragma that reads a file", is_sure)
    for found in raw.reading:
        if opens_a_file(found):
            what = " ".join([found.keyword, *found.rest.split()[:2]][: 1 + 2 * _is_pragma(found)])
            yield Refused(found.line, f"#{what} reads a file", raw.is_unconditional(found))
    for include in raw.includes:
        yield from _unknown(include, f"#{include.directive.keyword}")
    for probe in raw.probes:
        yield from _unknown(probe, "__has_include or __has_embed")


def _is_pragma(found: Directive) -> bool:
    return found.keyword not in (*INCLUDES, "embed")


def _unknown(found: Include | Probe, what: str) -> Iterator[Refused]:
    line = found.directive.line
    if not found.name:
        why = f"{what} with a macro instead of a name, so that what it reads cannot be checked"
        yield Refused(line, why, is_sure=False)
    elif "\\" in found.name:
        why = f"{what} of a name with a backslash, which preprocessors read differently"
        yield Refused(line, why, is_sure=False)
