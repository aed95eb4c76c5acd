"""Offsets that differ between a 32-bit program and its kernel."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.alignment import shifts
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint(
    "same-offsets-32-64",
    on="record",
    severity="error",
    instead_of=("no-implicit-hole", "same-size-32-64", "aligned-u64"),
)
def same_offsets_32_64(record: RecordSubject) -> Iterator[Finding]:
    """A member lies elsewhere where 64-bit types are aligned to 4, as on i386."""
    for shift in shifts(record):
        yield record.of_member(
            shift.path,
            f"at byte {shift.loose} in programs for i386, at {shift.even} elsewhere: name the "
            f"{shift.gap} bytes before it",
        )
