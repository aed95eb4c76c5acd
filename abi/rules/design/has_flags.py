"""Input without a flags member."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import fillers, is_input, is_told
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_MORE = re.compile(
    r"flags?(?:\Z|_)|(?:attrs?|attributes|features?|options?|mask|extensions?|exts?)\Z",
    re.IGNORECASE,
)
"""Members by which a program can say that more is meant."""


@lint("has-flags", on="record", severity="note")
def has_flags(record: RecordSubject) -> Iterator[Finding]:
    """A record that programs hand to an ioctl has no member that can say that more is meant."""
    if not is_input(record) or not record.leaves:
        return
    if any(_MORE.search(leaf.name or "") for _, leaf in record.leaves):
        return
    name = record.ioctls[0].name
    if not (is_told(record) or fillers(record) or record.scope.is_ring_command(name)):
        yield record.finding(f"{name} takes it, and no member can say later that more is meant")
