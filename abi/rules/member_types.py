"""The types of members, as rules ask about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from abi.ctype import (
    Array,
    CType,
    InlineRecord,
    Named,
    Pointer,
    Qualified,
    Scalar,
    unqualified,
)
from abi.declarations import Typedef
from abi.evaluate import NotConstantError
from abi.surface import Surface

_REGISTERS = ("long", "unsigned long")
INTEGERS = frozenset(
    (
        "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int",
        "long", "unsigned long", "long long", "unsigned long long",
    )
)  # fmt: skip
_POSIX = (
    "size_t", "ssize_t", "off_t", "time_t", "old_time_t", "suseconds_t", "clock_t", "ptrdiff_t",
    "intptr_t", "uintptr_t", "ino_t",
)  # fmt: skip
REGISTER_TYPES = frozenset((*_POSIX, *(f"__kernel_{name}" for name in _POSIX)))
"""Typedefs of POSIX and of the kernel that are as wide as a register, or as libc wants."""


class MemberType(NamedTuple):
    """The type of a member, or of an ioctl's argument, as rules ask about it."""

    spelled: CType
    """Without qualifiers."""
    element: CType
    """Without arrays and qualifiers."""
    bare: CType | None
    """Without arrays, qualifiers and typedefs; None where it is not known."""
    typedefs: tuple[str, ...]
    """The typedefs that it is spelled with, from the outermost on."""


def member_type(ctype: CType, surface: Surface) -> MemberType:
    """All that rules ask about a type."""
    names = tuple(typedefs_of(ctype, surface))
    return MemberType(unqualified(ctype), element_of(ctype), bare(ctype, surface), names)


def element_of(ctype: CType) -> CType:
    """The type without arrays and qualifiers, as it is spelled."""
    while True:
        if isinstance(ctype, Array):
            ctype = ctype.of
        elif isinstance(ctype, Qualified):
            ctype = ctype.type
        else:
            return ctype


def bare(ctype: CType, surface: Surface) -> CType | None:
    """The type without arrays, qualifiers and typedefs; None where it is not known."""
    try:
        ctype = surface.resolve(ctype)
        while isinstance(ctype, Array):
            ctype = surface.resolve(ctype.of)
    except NotConstantError:
        return None
    return ctype


def typedefs_of(ctype: CType, surface: Surface) -> Iterator[str]:
    """The typedefs that a type is spelled with, from the outermost on."""
    spelled = element_of(ctype)
    seen: set[str] = set()
    while isinstance(spelled, Named) and spelled.key.startswith("typedef "):
        declaration = surface.declaration(spelled.key)
        if spelled.key in seen:
            return
        seen.add(spelled.key)
        yield spelled.key.removeprefix("typedef ")
        if not isinstance(declaration, Typedef):
            return
        spelled = element_of(declaration.type)


def is_long(found: MemberType) -> bool:
    """Whether a type is a ``long`` that differs between programs: not ``__u64``, which some
    targets spell so, and not ``size_t``."""
    if not isinstance(found.bare, Scalar) or found.bare.name not in _REGISTERS:
        return False
    return not any(_is_fixed(name) or name in REGISTER_TYPES for name in found.typedefs)


def _is_fixed(name: str) -> bool:
    return name.strip("_").removesuffix("_t") in ("u64", "s64", "be64", "le64", "uint64", "int64")


def is_register_sized(ctype: CType, surface: Surface) -> bool:
    """Whether a type is a pointer, a ``long``, or a typedef of such a width."""
    found = member_type(ctype, surface)
    if isinstance(found.bare, Pointer) or is_long(found):
        return True
    return any(name in REGISTER_TYPES for name in found.typedefs)


def has_register_sized(ctype: CType, surface: Surface) -> bool:
    """As `is_register_sized`, or whether it is a record with such a member at any depth."""
    match bare(ctype, surface):
        case Named(key) if key.startswith(("struct ", "union ")):
            record = surface.declaration(key)
        case InlineRecord(inner):
            record = inner
        case _:
            return is_register_sized(ctype, surface)
    members = getattr(record, "members", None) or ()
    return any(has_register_sized(member.type, surface) for member in members)
