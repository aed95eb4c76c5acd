"""Flexible arrays that do not say what counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Array, unqualified
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_COUNTS = {
    "n", "nr", "no", "num", "count", "cnt", "len", "length", "size", "sz", "entries", "elems",
    "items", "of",
}  # fmt: skip
_JOINED = re.compile(r"(\w{3,})(?:len|size|cnt)\Z")


@lint("flex-array-counted", on="record", severity="note")
def flex_array_counted(record: RecordSubject) -> Iterator[Finding]:
    """A flexible array does not name the member that counts it."""
    members = record.declared()
    last = members[-1] if members else None
    ctype = unqualified(last.type) if last else None
    if last is None or last.name is None or not isinstance(ctype, Array) or ctype.count is not None:
        return
    counters = [m.name for m in members[:-1] if m.name and _counts(m.name, last.name)]
    if counters and not _is_counted(record, last.name):
        yield record.of_member(last.name, f"__counted_by() could name `{counters[-1]}`")


def _counts(name: str, array: str) -> bool:
    """Whether a name speaks of a number of elements, and of no other thing than the array."""
    words = [word for word in _JOINED.sub(r"\1_len", name.lower()).split("_") if word]
    others = [word for word in words if word not in _COUNTS]
    return len(others) < len(words) and all(_is_of(word, array.lower()) for word in others)


def _is_of(word: str, array: str) -> bool:
    return len(word) > 2 and (word.rstrip("s") in array or array.rstrip("s") in word)


def _is_counted(record: RecordSubject, name: str) -> bool:
    """Whether the text says so; without a text nobody knows."""
    place = record.surface.declarations.member_location(record.name, name)
    header = record.surface.headers.get(place.header) if place else None
    if place is None or header is None:
        return True
    return "__counted_by" in "".join(header.lines[place.line - 1 : place.line + 1])
