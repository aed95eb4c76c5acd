"""Input that cannot grow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import fillers, is_input, is_told
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_ROOM = re.compile(r"extensions?\Z|expansion|(?:\A|_)(?:argsz|usize|struct_size)\Z", re.IGNORECASE)
"""Members that a record can grow into, or that lead to more; and sizes that are its own."""
_PAIRED = (re.compile(r"(?:len|size|sz)\Z"), re.compile(r"flags?\Z"))
"""A length and flags: with a new flag, what an address leads to is longer or another thing."""
_FIXED = re.compile(r"(?:_v\d+|\d)\Z")


@lint("has-reserved-or-size", on="record", severity="note")
def has_reserved_or_size(record: RecordSubject) -> Iterator[Finding]:
    """A record that programs hand to an ioctl keeps no space and does not tell its size."""
    if not is_input(record) or not record.leaves:
        return
    if is_told(record) or fillers(record) or _has_room(record) or _has_next(record):
        return
    if not record.scope.is_ring_command(record.ioctls[0].name):
        message = "has no reserved space and no size member: it cannot get more members"
        yield record.finding(message)


def _has_room(record: RecordSubject) -> bool:
    names = [leaf.name or "" for _, leaf in record.leaves]
    if any(map(_ROOM.search, names)):
        return True
    return all(any(map(part.search, names)) for part in _PAIRED)


def _has_next(record: RecordSubject) -> bool:
    """Whether the header has the record that took its place: NAME_v2, NAME2."""
    if _FIXED.search(record.name):
        return False
    has = record.surface.declarations.has
    return any(has(f"{record.name}{end}") for end in ("_v2", "_V2", "2", "_2", "_ext", "_ex"))
