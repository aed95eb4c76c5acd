"""The values of enumerators and the integer types of enums, as GCC chooses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abi import expression as x
from abi.ctype import Scalar
from abi.declarations import Enum
from abi.evaluate import INT, NotConstantError, Value, convert, evaluate

if TYPE_CHECKING:
    from abi.surface import Surface

Values = dict[str, Value | x.Unevaluated]


def enum_scalar(enum: Enum, key: str, surface: Surface) -> Scalar:
    """The integer type behind an enum (C11 6.7.2.2p4).

    Raises:
        NotConstantError: it is only declared, or no type holds its values.
    """
    if enum.underlying is not None:
        resolved = surface.resolve(enum.underlying)
        if isinstance(resolved, Scalar):
            return resolved
    if enum.enumerators is None:
        raise NotConstantError(f"'{key}' is only declared")
    is_short = enum.packed or surface.target.short_enums
    return _fitting(_as_written(enum, surface), surface, is_packed=is_short)


def _fitting(values: Values, surface: Surface, *, is_packed: bool = False) -> Scalar:
    """The integer type that GCC gives an enum of these values: where none holds them all,
    ``intmax_t`` (finish_enum: "enumeration values exceed range of largest integer")."""
    known = [v.value for v in values.values() if isinstance(v, Value)]
    low, high = min(known, default=0), max(known, default=0)
    for name in (*(("char", "short") if is_packed else ()), "int", "long", "long long"):
        bits = 8 * surface.target.scalars[name].size
        if low >= 0 and high < 1 << bits:
            return Scalar(f"unsigned {name}")
        if low < 0 and low >= -(1 << (bits - 1)) and high < 1 << (bits - 1):
            return Scalar("signed char" if name == "char" else name)
    return Scalar("long" if surface.target.bits == 64 else "long long")


def enumerator_values(enum: Enum, surface: Surface) -> Values:
    """The values of an enum's enumerators, in order."""
    return _in_their_types(_as_written(enum, surface), surface)


def _as_written(enum: Enum, surface: Surface) -> Values:
    """The values before the enum has a type."""
    values: Values = {}
    surface.pending.append(values)
    try:
        previous: Value | x.Unevaluated | None = None
        for item in enum.enumerators or ():
            if item.value is not None:
                previous = evaluate(item.value, surface)
            elif previous is None:
                previous = Value(0, INT)
            elif isinstance(previous, Value):
                previous = _next(previous, surface)
            values[item.name] = previous
    finally:
        surface.pending.pop()
    return values


def _next(previous: Value, surface: Surface) -> Value | x.Unevaluated:
    number = previous.value + 1
    if previous.type is INT and number < 1 << 31:
        return Value(number, INT)
    if convert(number, previous.type, surface) == number:
        return Value(number, previous.type)
    if number >= 1 << 64:
        return x.Unevaluated("it is more than any integer type holds")
    return Value(number, Scalar("unsigned long long" if number >= 1 << 63 else "long long"))


def _in_their_types(values: Values, surface: Surface) -> Values:
    """Int where all fit; else all have the enum's type (C23 6.7.2.2, GCC 13, clang)."""
    known = (v.value for v in values.values() if isinstance(v, Value))
    fit = all(-(1 << 31) <= v < 1 << 31 for v in known)
    ctype = INT if fit else _fitting(values, surface)
    return {
        name: Value(convert(v.value, ctype, surface), ctype)
        if isinstance(v, Value) and v.type is not ctype and v.type != ctype
        else v
        for name, v in values.items()
    }
