"""C types as values: a closed union that refers to other declarations by name.

Types carry no target. ``unsigned long`` is a `Scalar` here and becomes 4 or 8
bytes only in `abi.layout`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from abi.declarations import Record
    from abi.expression import Expression

ScalarName = str
"""``void``, ``_Bool``, ``char``, ``unsigned long``, …: a key of a target's scalars."""


class Scalar(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An arithmetic type or ``void``, spelled canonically (C11 6.7.2)."""

    name: ScalarName


class Named(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A reference by key: ``struct kvm_regs``, ``enum x`` or ``typedef __u32``."""

    key: str


class Pointer(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A pointer; all object pointers of a target are laid out alike."""

    to: CType


class Array(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An array; `count` is None for a flexible array (``[]``)."""

    of: CType
    count: Expression | None


class Function(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A function type, as behind a function pointer or in a prototype."""

    returns: CType
    parameters: tuple[Parameter, ...]
    variadic: bool = False


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a prototype; unnamed ones have the name ``""``."""

    name: str
    type: CType


class Qualified(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A type with ``const``/``volatile``; the same layout, another source contract."""

    type: CType
    qualifiers: tuple[str, ...]


class InlineRecord(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A struct or union without a tag, owned by the member or typedef that it types."""

    record: Record


class TypeOf(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``typeof (expression)``, resolved where a target is known."""

    expression: Expression


class Vector(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """GNU ``vector_size``: `bytes_` bytes of elements, aligned to its size."""

    of: CType
    bytes_: Expression


class Moded(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """GNU ``mode(DI)`` and the like: an integer of the named machine mode."""

    of: CType
    mode: str


CType = (
    Scalar | Named | Pointer | Array | Function | Qualified | InlineRecord | TypeOf | Vector | Moded
)


def unqualified(ctype: CType) -> CType:
    """The type without its outermost qualifiers."""
    return unqualified(ctype.type) if isinstance(ctype, Qualified) else ctype
