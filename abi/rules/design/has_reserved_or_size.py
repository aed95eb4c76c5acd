"""Input that cannot grow."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.conventions import SIZES
from abi.rules.finding import Finding
from abi.rules.room import fillers, is_input, is_told
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("has-reserved-or-size", on="record", severity="warning")
def has_reserved_or_size(record: RecordSubject) -> Iterator[Finding]:
    """A record that programs hand to an ioctl keeps no space and does not tell its size."""
    if not is_input(record) or is_told(record) or not record.leaves:
        return
    if not fillers(record) and not any(leaf.name in SIZES[:4] for _, leaf in record.leaves):
        yield record.finding("has no reserved space and no size member: it cannot get more members")
