"""What bindings are made of, in no language yet.

A `View` is the same for every language: records with members in their places,
enums, aliases and constants, with all names of C resolved to types of known
size. Where targets differ, a thing has several `Variant` values, each with the
targets that it holds for. Sizes and offsets are in bytes, bits in bits.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from abi.target import Target

T = TypeVar("T")


class Variant(msgspec.Struct, Generic[T], frozen=True):
    """A value and the names of the targets that have it."""

    targets: tuple[str, ...]
    value: T


class Void(msgspec.Struct, frozen=True):
    """No type, or one that is not known here: only pointers lead to it."""


class Integer(msgspec.Struct, frozen=True):
    """An integer; `enum` is the key of the enum whose values it holds."""

    size: int
    signed: bool
    enum: str = ""


class Character(msgspec.Struct, frozen=True):
    """A plain ``char``: text, of a sign that no binding should depend on."""


class Boolean(msgspec.Struct, frozen=True):
    """``_Bool``, of one byte."""


class Float(msgspec.Struct, frozen=True):
    """``float`` and ``double``."""

    size: int


class Bytes(msgspec.Struct, frozen=True):
    """Bytes of a type that bindings cannot express; `spelling` is its C name."""

    size: int
    spelling: str


class RecordType(msgspec.Struct, frozen=True):
    """A record of the view, by key."""

    key: str


class ArrayOf(msgspec.Struct, frozen=True):
    """An array; `count` is 0 for a flexible one."""

    of: BoundType
    count: int


class PointerTo(msgspec.Struct, frozen=True):
    """A pointer; `const` when it does not let its target be written."""

    to: BoundType
    const: bool = False


class Procedure(msgspec.Struct, frozen=True):
    """A function type; bindings use pointers to it."""

    returns: BoundType
    parameters: tuple[BoundType, ...]
    variadic: bool = False


BoundType = (
    Void
    | Integer
    | Character
    | Boolean
    | Float
    | Bytes
    | RecordType
    | ArrayOf
    | PointerTo
    | Procedure
)


class BoundMember(msgspec.Struct, frozen=True):
    """A member in its place; `name` is None for an anonymous struct or union.

    A bit-field has `bit_offset` (from the start of the record, in allocation
    order) and `bit_width`.
    """

    name: str | None
    type: BoundType
    offset: int
    size: int
    bit_offset: int | None = None
    bit_width: int | None = None


class BoundRecord(msgspec.Struct, frozen=True):
    """A record as it lies on some targets."""

    size: int
    align: int
    members: tuple[BoundMember, ...]


class RecordView(msgspec.Struct, frozen=True):
    """A struct or union.

    `path` names it: a tag or typedef, then the members that own it when it has
    no name of its own (``#hw`` for an anonymous one whose first member is
    ``hw``). Without `variants` it is opaque; `reason` says why.
    """

    key: str
    path: tuple[str, ...]
    kind: str
    place: str
    variants: tuple[Variant[BoundRecord], ...]
    opaque: tuple[str, ...] = ()
    """Targets on which it is declared without being laid out."""
    reason: str = ""


class EnumView(msgspec.Struct, frozen=True):
    """An enum; `name` is empty when it has neither tag nor typedef."""

    key: str
    name: str
    place: str
    is_flags: bool
    variants: tuple[Variant[tuple[tuple[str, int], ...]], ...]


class AliasView(msgspec.Struct, frozen=True):
    """A typedef that does not itself define a record."""

    name: str
    variants: tuple[Variant[BoundType], ...]


class ConstantView(msgspec.Struct, frozen=True):
    """A macro with an integer or a string for value.

    `text` is how a header writes it; `ioctl` spells the call that made it,
    when it is an ioctl's number.
    """

    name: str
    text: str
    ioctl: str
    variants: tuple[Variant[int | str], ...]


class View(msgspec.Struct, frozen=True):
    """All that one binding holds. Records come after those that they contain."""

    spec: str
    linux: str
    tool: str
    targets: tuple[Target, ...]
    records: tuple[RecordView, ...]
    enums: tuple[EnumView, ...]
    aliases: tuple[AliasView, ...]
    constants: tuple[ConstantView, ...]
    problems: tuple[str, ...]
    """What is in scope and could not be laid out, each in one line."""


def targets_of(variants: tuple[Variant[T], ...]) -> tuple[str, ...]:
    """All targets that have one of the variants."""
    return tuple(name for variant in variants for name in variant.targets)


def by_enumerator(enum: EnumView) -> dict[str, tuple[Variant[int], ...]]:
    """The values of each enumerator, equal ones of several targets as one."""
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for variant in enum.variants:
        for name, value in variant.value:
            values = found.setdefault(name, {})
            values[value] = (*values.get(value, ()), *variant.targets)
    return {
        name: tuple(Variant(targets, value) for value, targets in values.items())
        for name, values in found.items()
    }
