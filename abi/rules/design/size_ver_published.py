"""Growth that has no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.evaluate import Value
from abi.layout import Layout
from abi.rules.conventions import conventions_for
from abi.rules.families import macros_of
from abi.rules.finding import Finding
from abi.rules.own_size import tells_own_size
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_SIZE_VER = re.compile(r"_SIZE_VER\d|_SIZE_V\d")


@lint("size-ver-published", on="record", severity="warning")
def size_ver_published(record: RecordSubject) -> Iterator[Finding]:
    """A record that tells its size grew, and no constant names the new size."""
    base = record.scope.base
    if base is None or not base.declarations.has(record.name) or record.layout is None:
        return
    before = base.layout(record.name)
    if not isinstance(before, Layout) or record.layout.size <= before.size:
        return
    if _is_extensible(record) and not _is_published(record):
        sizes = f"{before.size} to {record.layout.size} bytes"
        yield record.finding(f"grew from {sizes}, and no ..._SIZE_VERn names the new size")


def _is_extensible(record: RecordSubject) -> bool:
    """Whether the kernel takes it by `copy_struct_from_user()`, which compares such sizes."""
    first = record.leaves[0][1].name if record.leaves else ""
    if first in ("size", "usize") and tells_own_size(record):
        return True
    ways = conventions_for(record.home, record.name)
    return any("missing bytes" in c.reason for c in ways)


def _is_published(record: RecordSubject) -> bool:
    """Whether a constant of the record's header has the new size."""
    size = record.layout.size if record.layout else 0
    for name in macros_of(record.home, record.surface):
        value = record.surface.constant(name) if _SIZE_VER.search(name) else None
        if isinstance(value, Value) and value.value == size:
            return True
    return False
