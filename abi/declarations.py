"""What a header says, free of any target and of where it says it."""

from __future__ import annotations

from typing import Literal

import msgspec

from abi.ctype import CType, Function, InlineRecord, unqualified
from abi.diagnostic import Location
from abi.expression import Expression

RecordKind = Literal["struct", "union"]


class Member(msgspec.Struct, frozen=True):
    """A member of a record.

    `name` is None for an anonymous struct or union, and for an unnamed
    bit-field. `bits` is the width of a bit-field. `aligned` holds the operands
    of ``aligned(...)`` and ``_Alignas`` on the member itself; the largest wins.
    `type_aligned` are those of ``aligned(...)`` behind a star: the pointer's
    alignment, which `packed` takes away as it does any type's; the last wins.
    """

    name: str | None
    type: CType
    bits: Expression | None = None
    packed: bool = False
    aligned: tuple[Expression, ...] = ()
    type_aligned: tuple[Expression, ...] = ()


class Record(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A struct or union. `members` is None when it is only declared.

    `pack` is the ``#pragma pack`` in force where it ends, in bytes (0: none).
    `ms_struct` says that bit-fields lie as Microsoft's compiler has them.
    """

    kind: RecordKind
    members: tuple[Member, ...] | None
    packed: bool = False
    aligned: tuple[Expression, ...] = ()
    pack: int = 0
    ms_struct: bool = False


class Enumerator(msgspec.Struct, frozen=True):
    """A name of an enum; `value` is None when it is the one before plus 1."""

    name: str
    value: Expression | None = None


class Enum(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An enum. `enumerators` is None when it is only declared."""

    enumerators: tuple[Enumerator, ...] | None
    packed: bool = False
    underlying: CType | None = None


class Typedef(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """Another name for a type, perhaps with another alignment (in `aligned`)."""

    type: CType
    aligned: tuple[Expression, ...] = ()


def untagged(typedef: Typedef) -> Record | None:
    """The record without a tag that a typedef names; None for any other type."""
    found = unqualified(typedef.type)
    return found.record if isinstance(found, InlineRecord) else None


class Prototype(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A function that a header declares, or defines inline (`inline`)."""

    type: Function
    inline: bool = False


class Variable(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An ``extern`` object. uAPI headers have few."""

    type: CType


class Macro(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A macro as written: `parameters` is None when it is object-like."""

    parameters: tuple[str, ...] | None
    body: str


Declaration = Record | Enum | Typedef | Prototype | Variable


class Declared(msgspec.Struct, frozen=True):
    """A declaration under its key, with where it and its members stand.

    Keys are ``struct x``, ``union x``, ``enum x``, ``typedef x``,
    ``function x``, ``variable x``, and ``enum #A`` for an enum without a tag,
    named by its first enumerator wherever it stands.
    """

    key: str
    declaration: Declaration
    line: int
    """Line within the piece of text that it was parsed from, from 0."""
    member_lines: dict[str, int] = {}
    """Lines of named members and enumerators, counted likewise."""


class Redeclared(msgspec.Struct, frozen=True):
    """A name that a program meets twice and that no compiler takes twice: where both stand."""

    name: str
    """A key, or an enumerator."""
    first: Location
    second: Location
