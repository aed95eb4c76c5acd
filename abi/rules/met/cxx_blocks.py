"""What C and C++ do not read alike in one header: ``extern "C"``, whose braces have to match, and
what stands under ``__cplusplus``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Branch, Conditions
from abi.header import Header
from abi.outline import Body, bodies
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_BRACE = re.compile(r"[{}]")
_CXX = "__cplusplus"
_NAMED = re.compile(r"\b\w+(?=\s*(?:\[[^\]]*\]\s*)*;)")
"""A member's name, which may be a keyword in one of both languages."""


def block_changes(pair: HeaderPair) -> Iterator[Change]:
    """Headers that C++ refuses now for their braces, and what both languages do not read alike."""
    if pair.before is None:
        return
    if _CXX in pair.after.text and _CXX in pair.before.text + pair.rewritten:
        line = _unclosed(pair.after, pair.new)
        if line and not _unclosed(pair.before, pair.old):
            why = 'the braces of `extern "C"` do not match'
            yield Change(ChangeKind.CXX, pair.name, "", why, *pair.places(line))
    if _CXX in pair.after.text and "#" in pair.rewritten:
        yield from _apart_changes(pair)


NOT_DECLARED = "is not declared in C++"


class Apart(msgspec.Struct, frozen=True):
    """A record or an enum that C and C++ do not read alike, with its first line."""

    line: int
    only_c: bool
    """Whether it is not there for C++ at all."""


def _apart_changes(pair: HeaderPair) -> Iterator[Change]:
    """Records and enums that were the same in both languages."""
    after = _apart(pair.after, pair.new)
    before = _apart(pair.before, pair.old) if pair.before and after else {}
    for key, found in after.items():
        if key not in before and pair.old.declarations.has(key):
            said = "" if found.only_c else "programs in C++ have other members than those in C"
            why = NOT_DECLARED if found.only_c else "some members are those of one language only"
            yield Change(ChangeKind.CXX, key, said, why, *pair.places(found.line))


def _apart(header: Header, surface: Surface) -> dict[str, Apart]:
    """What stands, or has lines, where only one of both languages reads."""
    if _CXX not in header.text:
        return {}
    conditions, lines = Conditions(header), header.declaration_lines
    turns = [d.line for d in header.directives if _CXX in d.rest]
    c: dict[str, list[str]] = {}
    cxx: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for body in bodies(header):
        if not body.key or body.key.startswith("function "):
            continue
        if not _hangs_on_cxx(body, turns, conditions):
            continue
        first.setdefault(body.key, body.first)
        for number in range(body.first, body.last + 1):
            code = _NAMED.sub("", lines[number - 1]).split()
            reads = _reads(conditions.at(number), surface, header.name) if code else (False, False)
            for own, is_read_there in zip((c, cxx), reads, strict=True):
                own.setdefault(body.key, []).extend(code if is_read_there else ())
    apart = (key for key in first if c[key] != cxx[key])
    return {key: Apart(first[key], not cxx[key]) for key in apart}


def _hangs_on_cxx(body: Body, turns: Iterable[int], conditions: Conditions) -> bool:
    is_within = any(_CXX in branch.names for branch in conditions.at(body.first))
    return is_within or any(body.first <= line <= body.last for line in turns)


def _reads(branches: Iterable[Branch], surface: Surface, header: str) -> tuple[bool, bool]:
    """Whether programs in C, and in C++, read what stands in some branches, or may."""
    own = tuple(branches)
    if not any(_CXX in branch.names for branch in own):
        return True, True
    c, cxx = (is_read(own, surface, header, is_cxx=side) for side in (False, True))
    return c != 0, cxx != 0


def _unclosed(header: Header, surface: Surface) -> int:
    """The last line with a brace that only C++ reads, where those do not match; 0 where they do."""
    depth = last = 0
    for branches, braces in _in_cxx(header):
        if is_read(branches, surface, header.name, is_cxx=True) == 1:
            depth += sum(line.count("{") - line.count("}") for line in braces.values())
            last = max(braces)
    return last if depth else 0


def _in_cxx(header: Header) -> Iterator[tuple[tuple[Branch, ...], dict[int, str]]]:
    """The lines with braces that C++ is asked for, by number, with what they stand under."""
    for first, last, branches in Conditions(header).stretches():
        if any(_CXX in branch.names for branch in branches):
            lines = enumerate(header.declaration_lines[first - 1 : last], first)
            braces = {number: line for number, line in lines if _BRACE.search(line)}
            if braces:
                yield branches, braces
