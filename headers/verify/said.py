"""What uapi says of a surface, in the form in which a compiler is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from abi.ctype import Array, CType, Function, InlineRecord, Named, Vector, unqualified
from abi.declarations import Typedef
from abi.evaluate import NotConstantError, Value
from abi.expression import Unevaluated
from abi.layout import Layout, Placed
from abi.surface import ConstantString, Surface

Place = tuple[int, int]
"""Offset and size in bytes; of a bit-field, first bit and width."""
T = TypeVar("T")
Said = dict[str, tuple[str, T]]
"""Values by name, each with the header that declares the name."""


class Record(NamedTuple):
    """A record's size and alignment in bytes, and its members by path."""

    size: int
    align: int
    members: dict[str, Place]


class Statement(NamedTuple):
    """All that uapi says; texts are reasons why there is no value."""

    records: Said[Record | str]
    typedefs: Said[tuple[int, int] | str]
    enumerators: Said[int | str]
    macros: Said[int | str]
    functions: Said[int | str]

    def seen_from(self, header: str = "") -> Statement:
        """Everything under plain names, as a program knows it that includes this header only."""
        suffix = f"@{header}"
        return Statement(
            _seen_from(self.records, suffix),
            _seen_from(self.typedefs, suffix),
            _seen_from(self.enumerators, suffix),
            _seen_from(self.macros, suffix),
            _seen_from(self.functions, suffix),
        )

    def of(self, headers: frozenset[str]) -> Statement:
        """What is said of names that these headers declare."""
        return Statement(
            _in(self.records, headers),
            _in(self.typedefs, headers),
            _in(self.enumerators, headers),
            _in(self.macros, headers),
            _in(self.functions, headers),
        )


def _in(said: Said[T], headers: frozenset[str]) -> Said[T]:
    return {name: own for name, own in said.items() if own[0] in headers}


def _seen_from(said: Said[T], suffix: str) -> Said[T]:
    plain = {name: own for name, own in said.items() if "@" not in name}
    ends = ((name, own) for name, own in said.items() if name.endswith(suffix))
    plain.update((name.removesuffix(suffix), own) for name, own in ends if len(suffix) > 1)
    return plain


def statement(surface: Surface) -> Statement:
    """Everything, in one go."""
    surface.declarations.prepare()
    return Statement(
        dict(_records(surface)),
        dict(_typedefs(surface)),
        dict(_enumerators(surface)),
        dict(_macros(surface)),
        {key.removeprefix("function "): (_header(key, surface), 0) for key in _functions(surface)},
    )


def _header(key: str, surface: Surface) -> str:
    found = surface.declarations.location(key)
    return found.header if found else ""


def _functions(surface: Surface) -> Iterator[str]:
    return (key for key in surface.keys("function") if surface.declaration(key) is not None)


def _records(surface: Surface) -> Iterator[tuple[str, tuple[str, Record | str]]]:
    """Every complete record with a tag, and every typedef of one without, as C spells them."""
    for key in surface.keys():
        kind, _, name = key.partition(" ")
        found: Record | str | None = None
        if kind in ("struct", "union"):
            found = _record(surface.layout(key), surface, key)
            name = key
        elif kind == "typedef":
            declared = surface.declaration(key)
            inner = unqualified(declared.type) if isinstance(declared, Typedef) else None
            if isinstance(inner, InlineRecord):
                try:
                    found = _record(surface.layout_of(inner.record), surface, key)
                except NotConstantError as reason:
                    found = str(reason)
        if found is not None:
            yield name, (_header(key, surface), found)


def _record(layout: object, surface: Surface, key: str) -> Record | str | None:
    if not isinstance(layout, Layout):
        reason: str = getattr(layout, "reason", "")
        return None if reason.endswith(("is only declared", "is not defined")) else reason
    members = dict(_places(layout.members, surface, "", 0))
    return Record(layout.size, surface.align_of(Named(key)), members)


def _places(
    members: tuple[Placed, ...], surface: Surface, prefix: str, by: int
) -> Iterator[tuple[str, Place]]:
    for member in members:
        path = prefix if member.name is None else prefix + member.name
        if member.bit_width is not None:
            if member.name is not None and member.bit_offset is not None:
                yield path, (member.bit_offset + 8 * by, member.bit_width)
            continue
        if member.name is not None:
            yield path, (member.offset + by, member.size)
            path += "."
        inner = _element(member.type)
        if member.members:
            yield from _places(member.members, surface, path, by)
        elif isinstance(inner, InlineRecord):
            layout = surface.layout_of(inner.record)
            yield from _places(layout.members, surface, path, by + member.offset)


def _element(ctype: CType) -> CType:
    ctype = unqualified(ctype)
    while isinstance(ctype, Array):
        ctype = unqualified(ctype.of)
    return ctype


def _typedefs(surface: Surface) -> Iterator[tuple[str, tuple[str, tuple[int, int] | str]]]:
    """Size and alignment of typedefs of object types; the reason where there is none."""
    for key in surface.keys("typedef"):
        found: tuple[int, int] | str
        try:
            resolved = surface.resolve(Named(key))
            if isinstance(resolved, Function) or _is_open(resolved):
                continue
            found = surface.size_of(Named(key)), _least_align(key, resolved, surface)
        except NotConstantError as reason:
            found = str(reason)
        yield key.removeprefix("typedef "), (_header(key, surface), found)


def _is_open(ctype: CType) -> bool:
    """Whether it is an array without a bound: an incomplete type."""
    return isinstance(ctype, Array) and ctype.count is None


def _least_align(key: str, resolved: CType, surface: Surface) -> int:
    """``_Alignof``, which to GCC is less for a vector than what a member is aligned to."""
    align = surface.align_of(Named(key))
    most = surface.target.biggest_align
    return min(align, most) if isinstance(resolved, Vector) else align


def _enumerators(surface: Surface) -> Iterator[tuple[str, tuple[str, int | str]]]:
    for key in surface.keys("enum"):
        header = _header(key, surface)
        for name, value in surface.enumerators(key).items():
            said = value.value if isinstance(value, Value) else value.reason
            yield name, (header, said)


def _macros(surface: Surface) -> Iterator[tuple[str, tuple[str, int | str]]]:
    """Object-like macros with a body: their values; the reason, or text, where there is none."""
    for name in surface.declarations.macros():
        macro = surface.declarations.macro(name)
        if macro is not None and macro.parameters is None and macro.body:
            value = surface.constant(name)
            place = surface.declarations.macro_location(name)
            said = value.value if isinstance(value, Value) else _reason(value)
            yield name, (place.header if place else "", said)


def _reason(value: ConstantString | Unevaluated) -> str:
    return value.reason if isinstance(value, Unevaluated) else "a string"
