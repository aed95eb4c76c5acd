"""Input without a flags member."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.room import is_input, starts_with_size
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_FLAGS = re.compile(r"flag|attrs?$|features?$", re.IGNORECASE)


@lint("has-flags", on="record", severity="warning")
def has_flags(record: RecordSubject) -> Iterator[Finding]:
    """A record that programs hand to an ioctl has no flags member."""
    if not is_input(record) or starts_with_size(record) or not record.leaves:
        return
    if not any(_FLAGS.search(path) for path, _ in record.leaves):
        name = record.ioctls[0].name
        yield record.finding(f"{name} takes it, and no member can say later that more is meant")
