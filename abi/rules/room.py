"""Whether a record can grow, and which of its members only keep space."""

from __future__ import annotations

from abi.design.spans import Span
from abi.rules.conventions import conventions_for
from abi.rules.growth import SIZES
from abi.rules.subject import RecordSubject


def is_input(record: RecordSubject) -> bool:
    """Whether programs write the record and hand it to the kernel, as its ioctls say."""
    return any("write" in ioctl.code.direction for ioctl in record.ioctls)


def starts_with_size(record: RecordSubject) -> bool:
    """Whether the first member tells how large the program's record is."""
    return bool(record.spans) and record.spans[0].name in SIZES


def is_told(record: RecordSubject) -> bool:
    """Whether something tells the kernel how large the program's record is."""
    place = record.location
    ways = conventions_for(place.header if place else "", record.name)
    return starts_with_size(record) or any(c.way != "fixed" for c in ways)


def fillers(record: RecordSubject) -> tuple[Span, ...]:
    """Members that only keep space: ``reserved``, ``pad0``."""
    return tuple(span for span in record.spans if span.is_filler)
