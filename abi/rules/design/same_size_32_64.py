"""Sizes that differ between a 32-bit program and its kernel."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import CType, InlineRecord, Named
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.rules.member_types import element_of, has_register_sized
from abi.rules.rule import lint
from abi.rules.scope import Scope
from abi.rules.subject import RecordSubject


@lint("same-size-32-64", on="record", severity="error")
def same_size_32_64(record: RecordSubject) -> Iterator[Finding]:
    """A record has another size in the 32-bit programs that its kernel runs."""
    wide, narrow = (None, None) if record.is_solid else (record.layout, record.narrow)
    if wide is None or narrow is None or wide.size == narrow.size:
        return
    for member in record.declared():
        if has_register_sized(member.type, record.surface) or _is_said(member.type, record.scope):
            return
    partner = record.scope.narrow.target.name if record.scope.narrow else ""
    yield record.finding(f"{wide.size} bytes, but {narrow.size} in programs for {partner}")


def _is_said(ctype: CType, scope: Scope) -> bool:
    """Whether a member's own record is under review, and differs itself."""
    element = element_of(ctype)
    if isinstance(element, InlineRecord):
        return any(_is_said(member.type, scope) for member in element.record.members or ())
    if not isinstance(element, Named) or not scope.has(element.key) or scope.narrow is None:
        return False
    layouts = scope.surface.layout(element.key), scope.narrow.layout(element.key)
    sizes = {found.size for found in layouts if isinstance(found, Layout)}
    return len(sizes) > 1
