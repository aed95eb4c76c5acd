"""64-bit members whose alignment differs between targets."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.alignment import parted_tail, shifts
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("aligned-u64", on="record", severity="warning")
def aligned_u64(record: RecordSubject) -> Iterator[Finding]:
    """A 64-bit member makes its record look different on i386: it is no __aligned_u64."""
    if record.aligned is None or not (shifts(record) or parted_tail(record)):
        return
    even, loose = record.aligned
    pairs = zip(even.leaves(), loose.leaves(), strict=True)
    wide = [(path, b) for (path, a), (_, b) in pairs if a.align > b.align]
    path = next((path for path, placed in wide if placed.offset % 8), wide[0][0])
    message = f"`{path}` is aligned to 4 on i386 and to 8 elsewhere: use __aligned_u64"
    yield record.finding(message, line=record.line_of(path))
