"""Ioctl numbers: taken apart per target, and recognised in expressions.

Layout of a number: asm-generic/ioctl.h and the architectures' asm/ioctl.h;
Documentation/userspace-api/ioctl/ioctl-decoding.rst of the kernel.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from abi import expression as x
from abi.ctype import CType
from abi.evaluate import NotConstantError, Value, evaluate
from abi.surface import Surface
from abi.target import IocLayout, Target

Direction = Literal["none", "read", "write", "read|write"]
"""Read and write are the program's: ``_IOR`` gives data to user space."""


class IoctlNumber(msgspec.Struct, frozen=True):
    """What a number says. `size` is in bytes."""

    number: int
    direction: Direction
    type: int
    nr: int
    size: int

    @property
    def character(self) -> str:
        """The type byte as the headers write it: ``'K'`` or ``0xae``."""
        return f"'{chr(self.type)}'" if 0x20 < self.type < 0x7F else f"0x{self.type:02x}"

    @property
    def macro(self) -> str:
        """The macro that makes such a number."""
        return {"none": "_IO", "read": "_IOR", "write": "_IOW", "read|write": "_IOWR"}[
            self.direction
        ]


class Ioctl(msgspec.Struct, frozen=True):
    """An ioctl that a header names. `argument` is the type whose size the number carries."""

    name: str
    code: IoctlNumber
    argument: CType | x.Expression | None


def decode(number: int, target: Target) -> IoctlNumber | None:
    """Take a 32-bit ioctl number apart; None when its direction bits mean nothing."""
    ioc = target.ioc
    direction = _directions(ioc).get(number >> ioc.direction_shift)
    if direction is None or not 0 <= number < 1 << 32:
        return None
    size = number >> 16 & ((1 << ioc.size_bits) - 1)
    return IoctlNumber(number, direction, number >> 8 & 0xFF, number & 0xFF, size)


def encode(direction: Direction, kind: int, nr: int, size: int, target: Target) -> int:
    """The number that ``_IOC`` makes of its parts."""
    ioc = target.ioc
    bits = {name: value for value, name in _directions(ioc).items()}[direction]
    return bits << ioc.direction_shift | size << 16 | kind << 8 | nr


def _directions(ioc: IocLayout) -> dict[int, Direction]:
    return {
        ioc.none: "none",
        ioc.read: "read",
        ioc.write: "write",
        ioc.read | ioc.write: "read|write",
    }


def ioctl_of(name: str, expression: x.Expression, surface: Surface) -> Ioctl | None:
    """The ioctl that a constant's expression makes, or None for any other constant.

    ``_IOC(dir, type, nr, size)`` is recognised by its shape after expansion,
    ``(dir << D) | (type << 8) | (nr << 0) | (size << 16)``, so that wrappers
    (``DRM_IOWR``) and enumerators are seen as well as plain ``_IOWR``.
    """
    parts = _or_parts(expression)
    if len(parts) != 4:
        return None
    shifts = [_shift_of(part, surface) for part in parts]
    if sorted(s for s in shifts if s is not None) != [0, 8, 16, surface.target.ioc.direction_shift]:
        return None
    value = evaluate(expression, surface)
    if not isinstance(value, Value):
        return None
    code = decode(value.value, surface.target)
    if code is None:
        return None
    size = parts[shifts.index(16)]
    return Ioctl(name, code, _argument(size))


def _or_parts(node: x.Expression) -> list[x.Expression]:
    while isinstance(node, x.Cast):  # alpha's _IOC casts to unsigned int
        node = node.operand
    if isinstance(node, x.Binary) and node.operator == "|":
        return [*_or_parts(node.left), *_or_parts(node.right)]
    return [node]


def _shift_of(part: x.Expression, surface: Surface) -> int | None:
    if isinstance(part, x.Binary) and part.operator == "<<":
        try:
            return surface.number(part.right)
        except NotConstantError:
            return None
    return None


def _argument(part: x.Expression) -> CType | x.Expression | None:
    size = part.left if isinstance(part, x.Binary) else part
    if isinstance(size, x.SizeOf):
        return size.operand
    return None
