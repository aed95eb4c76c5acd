"""Reserved members about which nobody says that they must be zero."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.comments import about
from abi.rules.finding import Finding
from abi.rules.room import fillers, is_input
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject, RecordSubject
from abi.rules.zeroed import is_asked_for_zero


@lint("reserved-documented-zero", on="record", severity="warning")
def reserved_documented_zero(record: RecordSubject) -> Iterator[Finding]:
    """The header does not say that reserved members of an input must be zero."""
    kept = fillers(record) if is_input(record) else []
    if not kept or not about(record):
        return
    members = [MemberSubject(record, path, placed) for path, placed in kept]
    bare = [m for m in members if m.placed.name and not is_asked_for_zero(record, m)]
    if bare:
        names = ", ".join(member.path for member in bare)
        message = f"nothing says that {names} must be zero, so it may not be"
        yield record.finding(message, bare[0].name)
