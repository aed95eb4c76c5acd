"""The names in a declaration that C++ reads as well: of members, parameters, tags."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Array, CType, Function, InlineRecord, Moded, Named, Pointer, Qualified, Vector
from abi.declarations import Record
from abi.rules.kernel_names import CXX_KEYWORDS


def keyword_in(ctype: CType) -> str:
    """A keyword of C++ that a type is spelled with: a tag that it refers to, a parameter, or a
    member of a record without a tag; empty if there is none."""
    return next((name for name in _names(ctype) if name in CXX_KEYWORDS), "")


def _names(ctype: CType) -> Iterator[str]:
    match ctype:
        case Named(key):
            yield key.partition(" ")[2]
        case Pointer(inner) | Array(inner, _) | Qualified(inner, _) | Vector(inner, _):
            yield from _names(inner)
        case Moded(inner, _):
            yield from _names(inner)
        case Function(returns, parameters, _):
            yield from _names(returns)
            for parameter in parameters:
                yield parameter.name
                yield from _names(parameter.type)
        case InlineRecord(record):
            yield from _of_record(record)


def _of_record(record: Record) -> Iterator[str]:
    for member in record.members or ():
        yield member.name or ""
        yield from _names(member.type)
