"""Reserved bytes that are not words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import fillers
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_BYTES = re.compile(r"(?:(?:un)?signed )?(?:char|short|__u8|__s8|__u16|uint8_t)\b.*\[")


@lint("reserved-width", on="record", severity="note")
def reserved_width(record: RecordSubject) -> Iterator[Finding]:
    """Space that an ioctl's record keeps is an array of bytes."""
    for span in fillers(record) if record.ioctls else ():
        if span.size >= 8 and _BYTES.match(span.type):
            skew = f", at offset {span.offset}" if span.offset % 8 else ""
            message = (
                f"{span.size} bytes are kept as {span.type}{skew}: what is wider may bring padding"
            )
            yield record.finding(message, f"{record.name}.{span.path}")
