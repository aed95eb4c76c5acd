"""Padding at the end of a record that grows."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import is_told
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-padding-in-extensible", on="record", severity="note")
def no_padding_in_extensible(record: RecordSubject) -> Iterator[Finding]:
    """A record whose size tells its version ends in padding."""
    end = record.tail if record.tail and record.ioctls and is_told(record) else None
    if end is not None:
        yield record.finding(f"a member that takes {end.bytes}, padding, does not change the size")
