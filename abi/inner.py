"""The keys of all records without a tag inside a declaration, as deep as they go."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import CType, InlineRecord, unqualified
from abi.declarations import Record
from abi.surface import Surface
from abi.untagged import behind, itself, own_type


def inner_keys(key: str, surface: Surface) -> Iterator[str]:
    """``struct ring.slot[]`` and the like, outer ones first; `abi.untagged` says how they are
    named, and `Surface.layout` lays them out."""
    declaration = surface.declaration(key)
    record, ctype = itself(declaration), own_type(declaration)
    if record is not None:
        yield from _of_members(f"{key}.", record)
    elif ctype is not None:
        yield from _of_type(key, ctype)


def _of_type(path: str, ctype: CType) -> Iterator[str]:
    for steps, record in behind(ctype):
        yield f"{path}{steps}"
        yield from _of_members(f"{path}{steps}.", record)


def _of_members(prefix: str, record: Record) -> Iterator[str]:
    for member in record.members or ():
        inner = unqualified(member.type)
        if isinstance(inner, InlineRecord):  # its members are among those of the record around it
            below = f"{prefix}{member.name}." if member.name else prefix
            yield from _of_members(below, inner.record)
        elif member.name:
            yield from _of_type(f"{prefix}{member.name}", member.type)
