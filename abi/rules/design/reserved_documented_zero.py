"""Reserved members about which nobody says that they must be zero."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.comments import about
from abi.rules.finding import Finding
from abi.rules.room import fillers, is_input
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_SAID = re.compile(r"\b(?:zero(?:e[sd])?|zeroes|zeroed|0|mbz|ignored?)\b", re.IGNORECASE)


@lint("reserved-documented-zero", on="record", severity="warning")
def reserved_documented_zero(record: RecordSubject) -> Iterator[Finding]:
    """The header does not say that reserved members of an input must be zero."""
    kept = fillers(record) if is_input(record) else []
    comments = about(record) if kept else ""
    if comments and not _SAID.search(comments):
        names = ", ".join(path for path, _ in kept)
        where = f"{record.name}.{kept[0][0]}"
        yield record.finding(f"nothing says that {names} must be zero, so it may not be", where)
