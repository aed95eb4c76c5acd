"""Whether two declarations of one name may be of one type, told without a target (C11 6.2.7)."""

from __future__ import annotations

from collections.abc import Callable

from abi.ctype import (
    Array,
    CType,
    Function,
    InlineRecord,
    Moded,
    Named,
    Pointer,
    Qualified,
    TypeOf,
    Vector,
    unqualified,
)
from abi.declarations import Declaration, Typedef
from abi.expression import Expression, Literal

_DEEPEST = 64
"""Typedefs of typedefs: more than any header has, and an end of a loop."""
Get = Callable[[str], Declaration | None]
"""What a key is."""


def may_be_one(one: CType, other: CType, get: Get) -> bool:
    """Whether two types are compatible; True also where only a target, or a name that is not
    known, could tell."""
    one, other = _plain(one, get), _plain(other, get)
    if _is_open(one) or _is_open(other):
        return True
    match one, other:
        case (InlineRecord(), _) | (_, InlineRecord()):
            return False  # each record without a tag is a type of its own
        case Qualified(a, own), Qualified(b, others):
            return set(own) == set(others) and may_be_one(a, b, get)
        case Pointer(a), Pointer(b):
            return may_be_one(a, b, get)
        case Array(a, count), Array(b, bound):
            return _may_be_equal(count, bound) and may_be_one(a, b, get)
        case Function(), Function():
            return _may_be_one_function(one, other, get)
    return one == other


def _plain(ctype: CType, get: Get) -> CType:
    """A type without typedefs on the outside."""
    for _ in range(_DEEPEST):
        found = get(ctype.key) if _is_typedef(ctype) and isinstance(ctype, Named) else None
        if not isinstance(found, Typedef):
            return ctype
        ctype = found.type
    return ctype


def _is_typedef(ctype: CType) -> bool:
    return isinstance(ctype, Named) and ctype.key.startswith("typedef ")


def _is_open(ctype: CType) -> bool:
    return _is_typedef(ctype) or isinstance(ctype, TypeOf | Vector | Moded)


def _may_be_equal(one: Expression | None, other: Expression | None) -> bool:
    if isinstance(one, Literal) and isinstance(other, Literal):
        return _number(one) == _number(other)
    return True


def _number(literal: Literal) -> int | str:
    digits = literal.text.rstrip("uUlL")
    return int(digits, 0) if digits[:1] != "0" or digits[1:2] in ("x", "X") else literal.text


def _may_be_one_function(one: Function, other: Function, get: Get) -> bool:
    if not may_be_one(one.returns, other.returns, get):
        return False
    if not (one.parameters and other.parameters):
        return True  # one says nothing of what it takes
    if (len(one.parameters), one.variadic) != (len(other.parameters), other.variadic):
        return False
    pairs = zip(one.parameters, other.parameters, strict=True)
    return all(may_be_one(_passed(a.type), _passed(b.type), get) for a, b in pairs)


def _passed(ctype: CType) -> CType:
    """A parameter's type: an array is a pointer, qualifiers are nothing (C11 6.7.6.3p7, p15)."""
    ctype = unqualified(ctype)
    return Pointer(ctype.of) if isinstance(ctype, Array) else ctype
