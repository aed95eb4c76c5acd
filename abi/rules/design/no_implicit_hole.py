"""Padding between members."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-implicit-hole", on="record", severity="error")
def no_implicit_hole(record: RecordSubject) -> Iterator[Finding]:
    """There is padding between two members, which nobody sets and nobody can check."""
    for gap in record.gaps if record.gaps and not record.is_padded_for_width else ():
        where = "at its end" if gap.at_end else "before it"
        message = f"padding without a name {where}, {gap.bytes}: add a member that must be 0"
        yield record.of_member(gap.member, message)
