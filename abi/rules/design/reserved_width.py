"""Reserved bytes that are not words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import fillers
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject
from abi.snapshot import concrete
from abi.spelling import spell

_BYTES = re.compile(r"(?:(?:un)?signed )?(?:char|short|__u8|__s8|__u16|uint8_t)\b.*\[")


@lint("reserved-width", on="record", severity="note")
def reserved_width(record: RecordSubject) -> Iterator[Finding]:
    """Space that an ioctl's record keeps is an array of bytes."""
    for path, placed in fillers(record) if record.ioctls else ():
        words = spell(concrete(placed.type, record.surface)) if placed.size >= 8 else ""
        if _BYTES.match(words):
            skew = f", at offset {placed.offset}" if placed.offset % 8 else ""
            message = (
                f"{placed.size} bytes are kept as {words}{skew}: what is wider may bring padding"
            )
            yield record.finding(message, f"{record.name}.{path}")
