"""Padding at the end of a record that grows."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import is_told, padding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-padding-in-extensible", on="record", severity="note")
def no_padding_in_extensible(record: RecordSubject) -> Iterator[Finding]:
    """A record whose size tells its version ends in padding."""
    unused = padding(record) if record.ioctls and is_told(record) else []
    if record.layout and unused and unused[-1] == record.layout.size - 1:
        message = f"a member that takes the padding from byte {_start(unused)} on changes no size"
        yield record.finding(message)


def _start(unused: list[int]) -> int:
    """The first byte of the last stretch."""
    first = unused[-1]
    while first - 1 in unused:
        first -= 1
    return first
