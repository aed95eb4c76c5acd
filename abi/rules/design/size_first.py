"""A size that is not the first member."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_OWN_SIZE = ("argsz", "usize", "struct_size", "structsize", "size_of_struct")


@lint("size-first", on="record", severity="note")
def size_first(record: RecordSubject) -> Iterator[Finding]:
    """The member that tells a record's own size is not its first."""
    for path, placed in record.leaves:
        if placed.name in _OWN_SIZE and placed.offset:
            message = f"tells the record's size at offset {placed.offset}, not at 0"
            yield record.of_member(path, message)
