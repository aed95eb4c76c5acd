"""C's integer constant expressions as values, without a target.

`abi.evaluate` computes them for a target, with C's promotions (C11 6.3.1, 6.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from abi.ctype import CType


class Literal(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An integer constant as spelled, suffix and all: ``0x40UL`` (C11 6.4.4.1)."""

    text: str


class Character(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A character constant as spelled, quotes and all: ``'K'``."""

    text: str


class String(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A string literal (adjacent ones joined), as spelled between its quotes."""

    text: str


class Name(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """An identifier: an enumerator, or something that no constant can contain."""

    name: str


class Unary(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``+ - ~ ! * &``"""

    operator: str
    operand: Expression


class Binary(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """Any binary operator, ``,`` included."""

    operator: str
    left: Expression
    right: Expression


class Conditional(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``condition ? then : otherwise``"""

    condition: Expression
    then: Expression
    otherwise: Expression


class Cast(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``(type) operand``"""

    type: CType
    operand: Expression


class SizeOf(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``sizeof (type)`` or ``sizeof expression``."""

    operand: CType | Expression


class AlignOf(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``_Alignof (type)``; `preferred` is GNU's ``__alignof__``, which differs on i386."""

    operand: CType | Expression
    preferred: bool = False


class OffsetOf(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``offsetof (type, place)``; `place` is an lvalue path that starts in a `Name`."""

    type: CType
    place: Expression


class Access(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``operand.member`` or ``operand->member``."""

    operand: Expression
    member: str
    arrow: bool


class Index(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """``operand[index]``"""

    operand: Expression
    index: Expression


class Call(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """A call; never constant, except for a few compiler built-ins."""

    function: str
    arguments: tuple[Expression, ...]


class Unevaluated(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """What could not be understood, and why. A value, never a silence."""

    reason: str


Expression = (
    Literal
    | Character
    | String
    | Name
    | Unary
    | Binary
    | Conditional
    | Cast
    | SizeOf
    | AlignOf
    | OffsetOf
    | Access
    | Index
    | Call
    | Unevaluated
)


def number(value: int) -> Literal:
    """The literal expression for a small non-negative number."""
    return Literal(str(value))
