"""Padding in what the kernel hands out."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Pointer
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint(
    "uninitialised-padding-out",
    on="record",
    severity="error",
    instead_of=("no-implicit-hole", "no-tail-padding"),
)
def uninitialised_padding_out(record: RecordSubject) -> Iterator[Finding]:
    """The kernel hands out a record with padding, in which its own memory may leak."""
    found = [gap for gap in (*record.gaps, record.tail) if gap is not None]
    out = _handed_out(record) if found else ""
    if out and not _has_pointer(record):
        where = ", ".join(gap.bytes for gap in found)
        yield record.finding(f"{out} hands out {where}, which no member names: memory may leak")


def _handed_out(record: RecordSubject) -> str:
    """An ioctl that gives the record to programs, which did not write it; empty if none does."""
    return next((i.name for i in record.ioctls if i.code.direction == "read"), "")


def _has_pointer(record: RecordSubject) -> bool:
    """Whether there is a pointer in it: the program has written that one, whatever the number
    says, and with it the padding."""
    types = (record.scope.type_of(leaf.type).bare for _, leaf in record.leaves)
    return any(isinstance(found, Pointer) for found in types)
