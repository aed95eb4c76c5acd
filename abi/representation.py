"""What the bytes of a type are to a program that reads them: classes of representation.

Two types of one size may be read as different things: a number and a floating-point number,
bytes and an address, a number in the other byte order. A class says which thing it is, without
the names that a header gives to it.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

import msgspec

from abi.ctype import (
    Array,
    CType,
    Function,
    InlineRecord,
    Named,
    Parameter,
    Pointer,
    Qualified,
    Scalar,
    TypeOf,
)
from abi.declarations import Record, Typedef
from abi.evaluate import NotConstantError, Value, type_of
from abi.expression import number
from abi.layout import Layout
from abi.surface import Surface

Order = Literal["native", "big", "little", "checksum"]
"""The byte order of an integer: the target's own, or the one that its typedef's name says
(``__be32``, ``__le16``; Documentation/process/coding-style and sparse call them bitwise types).
An internet checksum (``__sum16``, ``__wsum``) is one in either order (RFC 1071, section 2 B): it is
kept as it is computed, in the order of the packet, that of the network."""

_DEEPEST = 64
"""Pointers to pointers: deeper than any declarator."""
_CHECKSUMS = ("__sum16", "__wsum")
_ORDERED = re.compile(r"_*([bl])e(16|24|32|48|64|128)(?:_t)?\Z")
_FLOATS = (
    "float", "double", "long double", "__float128", "_Float16", "_Float128", "_Float32", "_Float64",
    "_Float32x", "_Decimal32", "_Decimal64", "_Decimal128",
)  # fmt: skip


class Integer(msgspec.Struct, frozen=True, tag=True):
    """A number of `size` bytes."""

    size: int
    signed: bool
    order: Order = "native"


class Floating(msgspec.Struct, frozen=True, tag=True):
    """A floating-point number of `size` bytes, real or complex."""

    size: int
    name: str


class Boolean(msgspec.Struct, frozen=True, tag=True):
    """``_Bool``: only 0 and 1 are values (C11 6.2.6.1p5)."""

    size: int


class Enumeration(msgspec.Struct, frozen=True, tag=True):
    """An enum, kept as a number of `size` bytes; `values` are the names with their values."""

    size: int
    signed: bool
    values: tuple[tuple[str, int], ...]


class Address(msgspec.Struct, frozen=True, tag=True):
    """A pointer to an object of the type `to`, without typedefs and qualifiers. `behind` is the
    class of a number, a pointer or an array of such behind it; None for all else."""

    to: CType
    behind: Representation | None


class CodeAddress(msgspec.Struct, frozen=True, tag=True):
    """A pointer to a function: the classes of what it returns and of what it takes. A record that
    is passed by value is known by its name."""

    returns: Representation
    takes: tuple[Representation, ...]
    is_variadic: bool


class Elements(msgspec.Struct, frozen=True, tag=True):
    """An array. `shape` are its bounds from the outermost on, 0 for a flexible one."""

    of: Representation
    shape: tuple[int, ...]


class Members(msgspec.Struct, frozen=True, tag=True):
    """A record: its kind, its size in bytes, and (path, offset or bit, width, class) of each of
    its innermost members; widths are in bits, 0 for what is no bit-field."""

    kind: str
    size: int
    members: tuple[tuple[str, int, int, Representation], ...]


class Unknown(msgspec.Struct, frozen=True, tag=True):
    """What has no class: a vector, an incomplete type. `text` tells one from another."""

    text: str


Representation = (
    Integer
    | Floating
    | Boolean
    | Enumeration
    | Address
    | CodeAddress
    | Elements
    | Members
    | Unknown
)


def representation(ctype: CType, surface: Surface) -> Representation:
    """The class of a type on a surface's target. Nothing is followed behind pointers."""
    try:
        return _of(ctype, surface, order_of(ctype, surface))
    except (NotConstantError, RecursionError) as reason:
        return Unknown(str(reason))


def _of(ctype: CType, surface: Surface, order: Order) -> Representation:
    match surface.resolve(ctype):
        case Scalar("_Bool"):
            return Boolean(surface.size_of(Scalar("_Bool")))
        case Scalar(name) if name.removesuffix(" _Complex") in _FLOATS:
            return Floating(surface.target.scalars[name].size, name)
        case Scalar("void"):
            return Unknown("void")
        case Scalar() as scalar:
            size = surface.size_of(scalar)
            return Integer(size, not surface.is_unsigned(scalar), order if size > 1 else "native")
        case Pointer(to):
            return _address(to, surface)
        case Array() as array:
            return _elements(array, surface)
        case Named(key) if key.startswith("enum "):
            scalar = surface.enum_type(key)
            known = ((n, v) for n, v in surface.enumerators(key).items() if isinstance(v, Value))
            values = tuple((name, value.value) for name, value in known)
            return Enumeration(surface.size_of(scalar), not surface.is_unsigned(scalar), values)
        case Named(key):
            return _members(key, surface)
        case InlineRecord(record):
            return _inner(record, surface)
        case other:
            return Unknown(repr(other))


def _address(to: CType, surface: Surface) -> Representation:
    try:
        found = plain(to, surface)
    except NotConstantError:
        found = to
    function = _function(to, surface) if isinstance(found, Function) else None
    if function is not None:
        takes = tuple(_passed(parameter.type, surface) for parameter in function.parameters)
        return CodeAddress(_passed(function.returns, surface), takes, function.variadic)
    is_plain = isinstance(_innermost(found), Scalar) and found != Scalar("void")
    return Address(found, representation(to, surface) if is_plain else None)


def _passed(ctype: CType, surface: Surface) -> Representation:
    """The class of a parameter or a result: an array is passed as the address of its first element
    (C11 6.7.6.3p7), and a record may have a pointer to this very function in it."""
    try:
        found = surface.resolve(ctype)
    except NotConstantError as reason:
        return Unknown(str(reason))
    if isinstance(found, Array):
        return _address(found.of, surface)
    if isinstance(found, Function):
        return _address(found, surface)
    is_record = isinstance(found, Named) and not found.key.startswith("enum ")
    return Unknown(repr(found)) if is_record else representation(ctype, surface)


def _innermost(ctype: CType) -> CType:
    while isinstance(ctype, Array | Pointer):
        ctype = ctype.of if isinstance(ctype, Array) else ctype.to
    return ctype


def _elements(array: Array, surface: Surface) -> Representation:
    shape: list[int] = []
    found: CType = array
    while isinstance(resolved := surface.resolve(found), Array):
        shape.append(surface.count(resolved.count))
        found = resolved.of
    return Elements(_of(found, surface, order_of(found, surface)), tuple(shape))


def _members(key: str, surface: Surface) -> Representation:
    layout = surface.layout(key)
    return _laid(layout, surface) if isinstance(layout, Layout) else Unknown(key)


def _inner(record: Record, surface: Surface) -> Representation:
    return _laid(surface.layout_of(record), surface)


def _laid(layout: Layout, surface: Surface) -> Representation:
    members = tuple(
        (
            path,
            leaf.offset if leaf.bit_offset is None else leaf.bit_offset,
            leaf.bit_width or 0,
            representation(leaf.type, surface),
        )
        for path, leaf in layout.leaves()
    )
    return Members(layout.kind, layout.size, members)


def order_of(ctype: CType, surface: Surface) -> Order:
    """The byte order that the typedefs of a type name; of an array those of its elements, of a
    pointer those of what it points to."""
    for name in _typedefs(ctype, surface):
        match = _ORDERED.match(name)
        if name in _CHECKSUMS:
            return "checksum"
        if match is not None:
            return "little" if match[1] == "l" else "big"
    return "native"


def _typedefs(ctype: CType, surface: Surface) -> list[str]:
    names: list[str] = []
    while True:
        match ctype:
            case Array(inner, _) | Qualified(inner, _) | Pointer(inner):
                ctype = inner
            case TypeOf(expression):
                ctype = type_of(expression, surface)
            case Named(key) if key.startswith("typedef ") and key[8:] not in names:
                names.append(key[8:])
                declaration = surface.declaration(key)
                if not isinstance(declaration, Typedef):
                    return names
                ctype = declaration.type
            case _:
                return names


def plain(ctype: CType, surface: Surface) -> CType:
    """A type without typedefs, array bounds as numbers; records and enums by name.

    Raises:
        NotConstantError: a type that is not known.
    """
    match surface.resolve(ctype):
        case Array(of, count):
            bound = None if count is None else number(surface.number(count))
            return Array(plain(of, surface), bound)
        case Pointer(to):
            return Pointer(plain(to, surface))
        case Function(returns, parameters, variadic):
            own = (Parameter("", plain(parameter.type, surface)) for parameter in parameters)
            return Function(plain(returns, surface), tuple(own), variadic)
        case other:
            return other


def qualifiers(
    ctype: CType, surface: Surface, deepest: int = _DEEPEST
) -> tuple[tuple[str, ...], ...]:
    """The qualifiers of a type and of all that it points to, through typedefs: a level each. Behind
    those of a function come those of what it gives and takes."""
    levels: list[tuple[str, ...]] = []
    own: set[str] = set()
    for _ in range(deepest):  # an end, too, where a typedef names itself
        match ctype:
            case Qualified(inner, found):
                own.update(found)
                ctype = inner
            case Array(of, _):
                ctype = of
            case Pointer(to):
                levels.append(tuple(sorted(own)))
                own, ctype = set(), to
            case Named(key) if isinstance(found_ := surface.declaration(key), Typedef):
                ctype = found_.type
            case Function(returns, parameters):
                types = (returns, *(parameter.type for parameter in parameters))
                passed = (_of_passed(one, surface, deepest - 1) for one in types)
                return (*levels, tuple(sorted(own)), *itertools.chain.from_iterable(passed))
            case _:
                break
    return (*levels, tuple(sorted(own)))


def _of_passed(ctype: CType, surface: Surface, deepest: int) -> tuple[tuple[str, ...], ...]:
    """The qualifiers of what is passed, but its own: a function's type does not hang on those
    (C11 6.7.6.3p15); those of an array are its elements'."""
    found = qualifiers(ctype, surface, deepest)
    is_array = isinstance(surface.resolve(ctype), Array)
    return found if is_array else found[1:]


def _orders(ctype: CType, surface: Surface) -> tuple[object, ...]:
    """The byte order that a type names, and those of what a function behind it takes and gives."""
    found = _innermost(plain(ctype, surface))
    own = order_of(ctype, surface)
    if not isinstance(found, Function):
        return (own,)
    function = _function(ctype, surface)
    passed = (function.returns, *(p.type for p in function.parameters)) if function else ()
    return (own, *(_orders(one, surface) for one in passed))


def _function(ctype: CType, surface: Surface) -> Function | None:
    """The function behind a type, as it is written: with the typedefs of its parameters."""
    for _ in range(_DEEPEST):
        match surface.resolve(ctype):
            case Array(inner, _) | Pointer(inner):
                ctype = inner
            case Function() as found:
                return found
            case _:
                return None
    return None


def is_same(old: CType, new: CType, before: Surface, after: Surface) -> bool:
    """Whether two types are one under two names, such as ``uint32_t`` and ``__u32``: the same
    type to the compiler, in the same byte order, with the same qualifiers."""
    try:
        return (
            plain(old, before) == plain(new, after)
            and _orders(old, before) == _orders(new, after)
            and qualifiers(old, before) == qualifiers(new, after)
        )
    except (NotConstantError, RecursionError):
        return False
