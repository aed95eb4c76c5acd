"""The comments that speak of a declaration: the block above it, and those inside."""

from __future__ import annotations

from abi.header import Header
from abi.rules.subject import MemberSubject, RecordSubject

_LONGEST = 400
"""Lines of a record that are looked at."""


def about(record: RecordSubject) -> str:
    """A record's text with its comments, and the comment directly above it."""
    place = record.location
    header = record.surface.headers.get(place.header) if place else None
    if place is None or header is None:
        return ""
    first = place.line - 1
    return "\n".join(header.lines[_above(header, first) : _end(header, first)])


def beside(member: MemberSubject) -> str:
    """A member's line, and the comment lines directly above it."""
    place = member.location
    header = member.surface.headers.get(place.header) if place else None
    if place is None or header is None:
        return ""
    first = place.line - 1
    return "\n".join(header.lines[_above(header, first) : place.line])


def _above(header: Header, line: int) -> int:
    """Where the comment begins that ends directly before a line; all counted from 0."""
    first = line
    while first > 0 and header.line(first) and not header.code_lines[first - 1].strip():
        first -= 1
    return first


def _end(header: Header, line: int) -> int:
    """The line after the brace that closes what a line opens."""
    depth, opened = 0, False
    for number, text in enumerate(header.code_lines[line : line + _LONGEST], line):
        depth += text.count("{") - text.count("}")
        opened = opened or "{" in text
        if (opened and depth <= 0) or (not opened and ";" in text):
            return number + 1
    return line + 1
