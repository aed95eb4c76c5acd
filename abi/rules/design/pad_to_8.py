"""Sizes that depend on how 64-bit types are aligned."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.alignment import parted_tail
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint(
    "pad-to-8",
    on="record",
    severity="error",
    instead_of=("no-tail-padding", "same-size-32-64", "aligned-u64"),
)
def pad_to_8(record: RecordSubject) -> Iterator[Finding]:
    """A record with 64-bit members is shorter where those are aligned to 4, as on i386."""
    sizes = parted_tail(record)
    if sizes is not None:
        even, loose = sizes
        yield record.finding(
            f"{loose} bytes in programs for i386, {even} elsewhere: name the last {even - loose}"
        )
