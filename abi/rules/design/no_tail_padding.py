"""Padding at the end of a record."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-tail-padding", on="record", severity="error")
def no_tail_padding(record: RecordSubject) -> Iterator[Finding]:
    """There is padding behind the last member, which nobody sets and nobody can check."""
    gap = record.tail
    if gap is not None and not record.is_padded_for_width:
        message = f"padding without a name at its end, {gap.bytes}: add a member that must be 0"
        yield record.finding(message)
