"""The value of an integer constant expression on a target, as its compiler computes it.

C11 6.3.1 (promotions and conversions), 6.4.4 (constants), 6.6 (constant
expressions), with what GNU C adds and kernel headers use: casts of addresses,
``sizeof (void)``, shifts into the sign bit, wrapping arithmetic.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from abi import expression as x
from abi import literal
from abi.ctype import Array, CType, Named, Pointer, Scalar, Vector, unqualified

if TYPE_CHECKING:
    from abi.surface import Surface
    from abi.target import Target


class Value(msgspec.Struct, frozen=True):
    """An integer (or an address) with its C type; the number is already in range."""

    value: int
    type: CType


class NotConstantError(Exception):
    """Raised inside an evaluation; `evaluate` turns it into `Unevaluated`."""


INT = Scalar("int")
_PROMOTED = {"_Bool", "char", "signed char", "unsigned char", "short", "unsigned short"}
_RANKS = {
    f"{sign}{name}": place for place, name in enumerate(literal.RANK) for sign in ("", "unsigned ")
}
_INTEGERS = _PROMOTED | set(_RANKS)


def evaluate(expression: x.Expression, surface: Surface) -> Value | x.Unevaluated:
    """Compute `expression` on the surface's target; say why where that is not possible."""
    try:
        return _value(expression, surface)
    except NotConstantError as reason:
        return x.Unevaluated(str(reason))
    except RecursionError:
        return x.Unevaluated("nested too deeply")


def is_unsigned(ctype: CType, surface: Surface) -> bool:
    """Whether an integer type is unsigned on the target (addresses are)."""
    inner = unqualified(ctype)
    return not isinstance(inner, Scalar) or literal.is_unsigned(inner.name, surface.target)


def convert(number: int, ctype: CType, surface: Surface) -> int:
    """`number` modulo the range of `ctype` (C11 6.3.1.3; GCC wraps signed types too)."""
    inner = ctype if isinstance(ctype, Scalar) else unqualified(ctype)
    if isinstance(inner, Scalar):
        return literal.wrap(number, inner.name, surface.target)
    return number & ((1 << 8 * surface.size_of(inner)) - 1)


def _value(node: x.Expression, surface: Surface) -> Value:
    if isinstance(node, x.Unevaluated):
        raise NotConstantError(node.reason)
    if isinstance(node, x.String):
        raise NotConstantError("a string, not an integer")
    return _EVALUATORS[type(node)](node, surface)


def _spelled(node: x.Literal | x.Character, surface: Surface) -> Value:
    try:
        return _constant(node, surface.target)
    except ValueError as reason:
        raise NotConstantError(str(reason)) from None


@functools.lru_cache(maxsize=16_384)
def _constant(node: x.Literal | x.Character, target: Target) -> Value:
    read = literal.integer if isinstance(node, x.Literal) else literal.character
    number, name = read(node.text, target)
    return Value(number, INT if name == "int" else Scalar(name))


def _name(node: x.Name, surface: Surface) -> Value:
    if node.name == "__BIGGEST_ALIGNMENT__":
        return _size(surface.target.biggest_align, surface)
    found = surface.enumerator(node.name)
    if found is None:
        raise NotConstantError(f"'{node.name}' is not declared as a constant")
    if isinstance(found, x.Unevaluated):
        raise NotConstantError(found.reason)
    return found


def _promoted(ctype: CType, surface: Surface) -> Scalar:
    """Integer promotions (C11 6.3.1.1p2)."""
    scalar = _arithmetic(ctype, surface)
    return INT if scalar.name in _PROMOTED else scalar


def _promote(value: Value, surface: Surface) -> Value:
    return Value(value.value, _promoted(value.type, surface))


def _arithmetic(ctype: CType, surface: Surface) -> Scalar:
    """The integer type that `ctype` stands for: through typedefs and enums."""
    if isinstance(ctype, Scalar) and ctype.name in _INTEGERS:
        return ctype
    resolved = surface.resolve(ctype)
    if isinstance(resolved, Named) and resolved.key.startswith("enum "):
        return surface.enum_type(resolved.key)
    if isinstance(resolved, Scalar) and resolved.name in _INTEGERS:
        return resolved
    raise NotConstantError("not an integer type")


def _common_type(left: CType, right: CType, surface: Surface) -> Scalar:
    """The usual arithmetic conversions (C11 6.3.1.8) of two integer types."""
    if left is right is INT:
        return INT
    a, b = _promoted(left, surface), _promoted(right, surface)
    if a.name == b.name:
        return a
    high, low = (a, b) if _RANKS[a.name] >= _RANKS[b.name] else (b, a)
    if high.name.startswith("unsigned") or not low.name.startswith("unsigned"):
        return high
    if _RANKS[high.name] == _RANKS[low.name] or surface.size_of(high) == surface.size_of(low):
        return Scalar(f"unsigned {high.name}")
    return high


_SIGN: dict[str, Callable[[int], int]] = {
    "+": operator.pos, "-": operator.neg, "~": operator.invert,
}  # fmt: skip


def _unary(node: x.Unary, surface: Surface) -> Value:
    if node.operator == "&":
        address, ctype = _place(node.operand, surface)
        return Value(address, Pointer(ctype))
    if node.operator not in _SIGN and node.operator != "!":
        raise NotConstantError(f"'{node.operator}' is not constant")
    operand = _value(node.operand, surface)
    if node.operator == "!":
        return Value(int(operand.value == 0), INT)
    operand = _promote(operand, surface)
    number = _SIGN[node.operator](operand.value)
    return Value(convert(number, operand.type, surface), operand.type)


def _divide(left: int, right: int) -> int:
    """Division toward zero (C11 6.5.5p6)."""
    if right == 0:
        raise NotConstantError("division by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": _divide, "%": lambda a, b: a - b * _divide(a, b),
    "&": operator.and_, "|": operator.or_, "^": operator.xor,
}  # fmt: skip
_COMPARISON: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _binary(node: x.Binary, surface: Surface) -> Value:
    """The left operands of a long sum are walked, not gone into."""
    spine = [node]
    while isinstance(node.left, x.Binary):
        node = node.left
        spine.append(node)
    value = _value(node.left, surface)
    for inner in reversed(spine):
        value = _applied(inner.operator, value, inner.right, surface)
    return value


def _applied(sign: str, left: Value, operand: x.Expression, surface: Surface) -> Value:
    if sign == ",":
        raise NotConstantError("a comma operator is not constant")
    if sign in ("&&", "||"):
        if bool(left.value) == (sign == "||"):
            return Value(int(sign == "||"), INT)
        return Value(int(_value(operand, surface).value != 0), INT)
    right = _value(operand, surface)
    if isinstance(left.type, Pointer) or isinstance(right.type, Pointer):
        return _on_addresses(sign, left, right, surface)
    if sign in ("<<", ">>"):
        return _shift(sign, _promote(left, surface), _promote(right, surface).value, surface)
    common = _common_type(left.type, right.type, surface)
    a, b = convert(left.value, common, surface), convert(right.value, common, surface)
    if sign in _COMPARISON:
        return Value(int(_COMPARISON[sign](a, b)), INT)
    return Value(convert(_ARITHMETIC[sign](a, b), common, surface), common)


def _shift(sign: str, left: Value, count: int, surface: Surface) -> Value:
    if not 0 <= count < 8 * surface.size_of(left.type):
        raise NotConstantError(f"shift by {count} is out of range")
    number = left.value << count if sign == "<<" else left.value >> count
    return Value(convert(number, left.type, surface), left.type)


def _on_addresses(sign: str, left: Value, right: Value, surface: Surface) -> Value:
    if sign in _COMPARISON:
        return Value(int(_COMPARISON[sign](left.value, right.value)), INT)
    if isinstance(left.type, Pointer) and sign in "+-":
        step = surface.size_of(left.type.to)
        if isinstance(right.type, Pointer):
            if sign == "+" or not step:
                raise NotConstantError("arithmetic on two addresses")
            return Value(_divide(left.value - right.value, step), _difference(surface))
        moved = left.value + (right.value if sign == "+" else -right.value) * step
        return Value(convert(moved, left.type, surface), left.type)
    raise NotConstantError(f"'{sign}' on an address")


def _difference(surface: Surface) -> Scalar:
    """``ptrdiff_t``: the signed counterpart of ``size_t``."""
    return Scalar(surface.target.size_type.removeprefix("unsigned "))


def _conditional(node: x.Conditional, surface: Surface) -> Value:
    condition = _value(node.condition, surface)
    taken, other = (node.then, node.otherwise) if condition.value else (node.otherwise, node.then)
    value = _value(taken, surface)
    ctype = _either(value.type, _type_of_unused(other, surface), surface)
    return Value(convert(value.value, ctype, surface), ctype)


def _type_of_unused(node: x.Expression, surface: Surface) -> CType | None:
    try:
        return type_of(node, surface)
    except NotConstantError:
        return None


def _either(taken: CType, other: CType | None, surface: Surface) -> CType:
    """The type of a conditional (C11 6.5.15p5); as taken where the other one is not known."""
    if other is None or not (_is_integer(taken, surface) and _is_integer(other, surface)):
        return taken
    return _common_type(taken, other, surface)


def _is_integer(ctype: CType, surface: Surface) -> bool:
    resolved = surface.resolve(ctype)
    return (isinstance(resolved, Scalar) and resolved.name in _INTEGERS) or (
        isinstance(resolved, Named) and resolved.key.startswith("enum ")
    )


def _cast(node: x.Cast, surface: Surface) -> Value:
    operand = _value(node.operand, surface)
    resolved = surface.resolve(node.type)
    if isinstance(resolved, Pointer):
        return Value(convert(operand.value, resolved, surface), resolved)
    ctype = _arithmetic(resolved, surface)
    return Value(convert(operand.value, ctype, surface), ctype)


def _size(number: int, surface: Surface) -> Value:
    return Value(number, Scalar(surface.target.size_type))


def _operand_type(operand: CType | x.Expression, surface: Surface) -> CType:
    return type_of(operand, surface) if isinstance(operand, x.Expression) else operand


def _sizeof(node: x.SizeOf, surface: Surface) -> Value:
    return _size(surface.size_of(_operand_type(node.operand, surface)), surface)


def _alignof(node: x.AlignOf, surface: Surface) -> Value:
    ctype = _operand_type(node.operand, surface)
    align = surface.align_of(ctype, preferred=node.preferred)
    if not node.preferred and isinstance(surface.resolve(ctype), Vector):  # min_align_of_type
        align = min(align, surface.target.biggest_align)
    return _size(align, surface)


def _offsetof(node: x.OffsetOf, surface: Surface) -> Value:
    return _size(_path(node.place, node.type, surface)[0], surface)


def _path(place: x.Expression, record: CType, surface: Surface) -> tuple[int, CType]:
    """Offset in bytes and type of a place that starts at a member of `record`."""
    match place:
        case x.Name(name):
            return surface.member(record, name)
        case x.Access(operand, member, _):
            offset, ctype = _path(operand, record, surface)
            inner, found = surface.member(ctype, member)
            return offset + inner, found
        case x.Index(operand, index):
            offset, ctype = _path(operand, record, surface)
            element = _element(ctype, surface)
            return offset + _value(index, surface).value * surface.size_of(element), element
        case _:
            raise NotConstantError("not a member designator")


def _element(ctype: CType, surface: Surface) -> CType:
    match surface.resolve(ctype):
        case Array(of, _):
            return of
        case Pointer(to):
            return to
        case _:
            raise NotConstantError("not an array")


def _place(node: x.Expression, surface: Surface) -> tuple[int, CType]:
    """Address and type of an lvalue that is built on a cast number."""
    match node:
        case x.Access(operand, member, arrow):
            if arrow:
                base = _value(operand, surface)
                address, ctype = base.value, _element(base.type, surface)
            else:
                address, ctype = _place(operand, surface)
            offset, found = surface.member(ctype, member)
            return address + offset, found
        case x.Index(operand, index):
            address, ctype = _place(operand, surface)
            element = _element(ctype, surface)
            return address + _value(index, surface).value * surface.size_of(element), element
        case x.Unary("*", operand):
            base = _value(operand, surface)
            return base.value, _element(base.type, surface)
        case _:
            raise NotConstantError("not the address of a known place")


def type_of(node: x.Expression, surface: Surface) -> CType:
    """The type of an expression that is not evaluated, as ``sizeof`` needs it."""
    match node:
        case x.Access(operand, member, arrow):
            base = type_of(operand, surface)
            return surface.member(_element(base, surface) if arrow else base, member)[1]
        case x.Index(operand, _) | x.Unary("*", operand):
            return _element(type_of(operand, surface), surface)
        case x.Unary("&", operand):
            return Pointer(type_of(operand, surface))
        case x.Unary("!", _):
            return INT
        case x.Unary(_, operand):
            return _promoted(type_of(operand, surface), surface)
        case x.Binary(sign, left, right):
            return _type_of_binary(sign, left, right, surface)
        case x.Conditional(_, then, otherwise):
            return _either(type_of(then, surface), type_of(otherwise, surface), surface)
        case x.Cast(ctype, _):
            return ctype
        case x.String(text):
            return Array(Scalar("char"), x.number(len(_codes(text)) + 1))
        case x.Name(name) if surface.enumerator(name) is None:
            return surface.variable_type(name)
        case _:
            return _value(node, surface).type


def _type_of_binary(sign: str, left: x.Expression, right: x.Expression, surface: Surface) -> CType:
    if sign in _COMPARISON or sign in ("&&", "||"):
        return INT
    if sign == ",":
        return type_of(right, surface)
    first = type_of(left, surface)
    if sign in ("<<", ">>"):
        return _promoted(first, surface)
    second = type_of(right, surface)
    if _is_integer(first, surface) and _is_integer(second, surface):
        return _common_type(first, second, surface)
    if _is_integer(first, surface):
        first, second = second, first
    address = Pointer(_element(first, surface))
    return address if _is_integer(second, surface) else _difference(surface)


def _codes(text: str) -> list[int]:
    try:
        return literal.codes_of(text)
    except ValueError as reason:
        raise NotConstantError(str(reason)) from None


def _call(node: x.Call, surface: Surface) -> Value:
    if node.function == "__builtin_constant_p":
        known = not isinstance(evaluate(node.arguments[0], surface), x.Unevaluated)
        return Value(int(known), INT)
    raise NotConstantError(f"calls {node.function}()")


def _memory(node: x.Expression, surface: Surface) -> Value:
    address, ctype = _place(node, surface)
    if isinstance(surface.resolve(ctype), Array):
        return Value(address, Pointer(_element(ctype, surface)))
    raise NotConstantError("reads memory")


_EVALUATORS: dict[type, Callable[..., Value]] = {
    x.Literal: _spelled,
    x.Character: _spelled,
    x.Name: _name,
    x.Unary: _unary,
    x.Binary: _binary,
    x.Conditional: _conditional,
    x.Cast: _cast,
    x.SizeOf: _sizeof,
    x.AlignOf: _alignof,
    x.OffsetOf: _offsetof,
    x.Access: _memory,
    x.Index: _memory,
    x.Call: _call,
}
