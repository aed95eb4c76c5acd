"""Whether a record can grow, and which of its members only keep space."""

from __future__ import annotations

from abi.design.spans import is_filler
from abi.layout import Placed
from abi.rules.conventions import conventions_for
from abi.rules.own_size import tells_own_size
from abi.rules.subject import RecordSubject


def is_input(record: RecordSubject) -> bool:
    """Whether programs write the record and hand it to the kernel, as its ioctls say."""
    return any("write" in ioctl.code.direction for ioctl in record.ioctls)


def is_told(record: RecordSubject) -> bool:
    """Whether something tells the kernel how large the program's record is."""
    ways = conventions_for(record.home, record.name)
    return tells_own_size(record) or any(c.way != "fixed" for c in ways)


def fillers(record: RecordSubject) -> list[tuple[str, Placed]]:
    """Members that only keep space, with their paths: ``reserved``, ``pad0``. One that lies over
    another arm of a union keeps none: it makes the union as long as it shall be."""
    kept = [(path, leaf) for path, leaf in record.leaves if is_filler(leaf.name or "")]
    if not kept:
        return []
    meant = [leaf for _, leaf in record.leaves if not is_filler(leaf.name or "")]
    return [(path, leaf) for path, leaf in kept if not any(_overlap(leaf, m) for m in meant)]


def _overlap(one: Placed, other: Placed) -> bool:
    """Whether two members share bytes; bit-fields of one word do not."""
    if one.bit_width is not None and other.bit_width is not None:
        return False
    return one.offset < other.offset + other.size and other.offset < one.offset + one.size
