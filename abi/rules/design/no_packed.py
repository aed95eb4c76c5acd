"""Packed records."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from abi.ctype import InlineRecord
from abi.declarations import Member, Record
from abi.evaluate import NotConstantError
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.rules.member_types import element_of, typedefs_of
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-packed", on="record", severity="warning", instead_of=("aligned-u64",))
def no_packed(record: RecordSubject) -> Iterator[Finding]:
    """A record is packed without being a format of a wire or a disk."""
    if not _is_packed(record.declaration) or _is_wire_format(record.declaration, record):
        return
    own, natural = record.layout, _unpacked(record)
    if own is None or natural is None:
        return
    if _places(own) != _places(natural):
        yield record.finding("packed: its members are not aligned, and a pointer to one may trap")
    elif own.size != natural.size:
        off = natural.size - own.size
        yield record.remark(f"packed moves no member: it takes {off} bytes off the end, and lowers "
                            f"the alignment to {own.align}")  # fmt: skip
    elif own.align != natural.align:
        yield record.remark(f"packed moves no member: it only lowers the alignment to {own.align}")


def _unpacked(record: RecordSubject) -> Layout | None:
    """The layout without `packed`, with 64-bit types aligned to 8: what is lost on most targets
    counts on those as well that align them to 4."""
    try:
        return record.scope.even.layout_of(_without(record.declaration))
    except NotConstantError:
        return None


def _without(record: Record) -> Record:
    members = tuple(_member_without(member) for member in record.members or ())
    return msgspec.structs.replace(record, packed=False, members=members)


def _member_without(member: Member) -> Member:
    ctype = member.type
    if isinstance(ctype, InlineRecord):
        ctype = InlineRecord(_without(ctype.record))
    return msgspec.structs.replace(member, packed=False, type=ctype)


def _places(layout: Layout) -> list[tuple[str, int]]:
    return [(path, leaf.offset) for path, leaf in layout.leaves()]


def _is_packed(record: Record) -> bool:
    return record.packed or any(map(_is_packed_member, record.members or ()))


def _is_packed_member(member: Member) -> bool:
    inner = element_of(member.type)
    return member.packed or (isinstance(inner, InlineRecord) and _is_packed(inner.record))


def _is_wire_format(record: Record, subject: RecordSubject) -> bool:
    """Whether it has members of a byte order of their own."""
    for member in record.members or ():
        inner = element_of(member.type)
        if isinstance(inner, InlineRecord) and _is_wire_format(inner.record, subject):
            return True
        names = typedefs_of(member.type, subject.surface)
        if any(name.startswith(("__be", "__le", "__virtio")) for name in names):
            return True
    return False
