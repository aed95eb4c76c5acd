"""Which lines of a header belong to which record, enum or function: found without parsing it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from abi.header import Header

_STRUCTURE = re.compile(r"\{|\}|;|extern(?<=\bextern)\s+\"C\"\s*\{")
"""Each alternative begins with a character of its own: so it is found several times as fast."""
_ENCLOSED = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_TAGGED = re.compile(
    rf"\b(struct|union|enum)\s++(?:__\w++(?:\s*+{_ENCLOSED})?\s++)*([A-Za-z_]\w*+)\s*+\Z"
)
_CALLED = re.compile(r"\b([A-Za-z_]\w*+)\s*+\(")
_BRACKETS = frozenset("(){}")
_LAST = re.compile(r"([A-Za-z_]\w*)\s*(?:,[^;]*)?\Z")
_ATTRIBUTE = re.compile(r"__attribute(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")
_CLOSING = re.compile(r"^\}", re.MULTILINE)


class Body(msgspec.Struct, frozen=True):
    """A declaration with braces, outside of all others. Lines count from 1, positions from 0."""

    key: str
    """``struct x``, ``typedef x``, ``enum x``, ``function x``; empty where it has no name."""
    first: int
    last: int
    start: int
    """Where its first brace opens in `Header.declarations`."""
    end: int
    """Behind the brace that closes it."""


@functools.lru_cache(maxsize=512)
def bodies(header: Header) -> tuple[Body, ...]:
    """The declarations with braces, in order; kept, as several rules ask for those of one header.

    Where conditions make braces that do not match, a brace at the start of a line closes all.
    """
    code = header.declarations
    found, line, at = [], 1, 0
    for key, behind, start, end in _found(code):
        begin = start - len(code[behind:start].lstrip())
        line, at = line + code.count("\n", at, begin), begin
        found.append(Body(key, line, line + code.count("\n", begin, end), start, end))
    return tuple(found)


def _found(code: str) -> Iterator[tuple[str, int, int, int]]:
    """The key of each, behind what it stands, where its first brace opens, and where the last
    closes."""
    begin = depth = start = end = 0
    for match in _STRUCTURE.finditer(code):
        sign, at = match[0], match.start()
        if len(sign) > 1:
            begin = match.end() if depth == 0 else begin
        elif sign == "{":
            start = at if depth == 0 else start
            depth += 1
        elif sign == "}":
            is_first = at == 0 or code[at - 1] == "\n"
            depth = 0 if is_first else max(depth - 1, 0)
            end = match.end()
            called = "" if depth else _called(code[begin:start])
            if called:
                yield f"function {called}", begin, start, end
                begin = start = end
        elif depth == 0:
            if begin < start < end:
                yield _key(code[begin:start], code[end:at]), begin, start, end
            begin = start = match.end()


def _called(head: str) -> str:
    """The name of the function whose body opens behind a text; empty where none does."""
    before, closing, behind = _ATTRIBUTE.sub(" ", head).rpartition(")")
    if not closing or not _BRACKETS.isdisjoint(behind):
        return ""
    found = _CALLED.search(before, max(before.rfind("{"), before.rfind("}")) + 1)
    return found[1] if found else ""


def _key(head: str, rest: str) -> str:
    head, rest = (_ATTRIBUTE.sub(" ", text).strip() for text in (head, rest))
    tagged = _TAGGED.search(head)
    if tagged:
        return f"{tagged[1]} {tagged[2]}"
    name = _LAST.search(rest)
    kind = "typedef" if head.startswith("typedef") else "variable"
    return f"{kind} {name[1]}" if name else ""
