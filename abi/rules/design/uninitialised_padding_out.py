"""Padding in what the kernel hands out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_OUT = re.compile(r"_(?:info|resp|response|reply)(?:_|$)")


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
    if out:
        where = ", ".join(gap.bytes for gap in found)
        yield record.finding(f"{out} hands out {where}, which no member names: memory may leak")


def _handed_out(record: RecordSubject) -> str:
    """What gives the record to programs: an ioctl, or by its name the kernel; empty if nothing."""
    if record.ioctls:
        reading = (i.name for i in record.ioctls if "read" in i.code.direction)
        return next(reading, "")
    return "by its name, the kernel" if _OUT.search(record.name) else ""
