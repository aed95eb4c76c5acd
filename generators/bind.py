"""A surface's C types into types that a binding can use, and what they lead to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from abi import ctype as t
from abi.declarations import Enum, Record, Typedef
from abi.evaluate import NotConstantError, Value
from abi.layout import Layout, Placed
from abi.spelling import spell
from abi.surface import Surface
from generators.view import (
    ArrayOf,
    Boolean,
    BoundMember,
    BoundRecord,
    BoundType,
    Bytes,
    Character,
    Float,
    Integer,
    PointerTo,
    Procedure,
    RecordType,
    Void,
)

Path = tuple[str, ...]


_OPAQUE = ("long double", "_Float16", "_Decimal", "__builtin_va_list")
"""Scalars that have no type in other languages, and are their bytes."""


class FoundRecord(msgspec.Struct):
    """A record on one target: laid out, or the reason why it is not."""

    path: Path
    kind: str
    place: str
    bound: BoundRecord | None
    reason: str = ""
    is_problem: bool = False


class FoundEnum(msgspec.Struct):
    """An enum on one target."""

    place: str
    enumerators: tuple[tuple[str, int], ...]


class Binder:
    """Follows types from roots through one surface; keeps what it came across.

    `records` and `enums` are by key, `aliases` by name, all in the order of
    discovery. `enum_names` has the typedefs of enums without a tag, by key.
    """

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.records: dict[str, FoundRecord] = {}
        self.enums: dict[str, FoundEnum] = {}
        self.aliases: dict[str, BoundType] = {}
        self.enum_names: dict[str, str] = {}
        self.unread: list[str] = []
        """Keys of what is declared and not understood."""
        self._queue: list[str] = []
        self._seen: set[str] = set()

    def follow(self, roots: list[str]) -> None:
        """Take declarations and everything that they need."""
        for root in roots:
            self._want(root)
        while self._queue:
            self._take(self._queue.pop(0))

    def _want(self, key: str) -> None:
        if key not in self._seen:
            self._seen.add(key)
            self._queue.append(key)

    def _take(self, key: str) -> None:
        match self.surface.declaration(key):
            case Record() as record:
                self._take_record(key, record)
            case Enum() as enum:
                self._take_enum(key, enum)
            case Typedef() as typedef:
                self._take_typedef(key.removeprefix("typedef "), typedef)
            case None:
                self._take_unread(key)
            case other:
                with contextlib.suppress(NotConstantError):
                    self.bind(other.type, (key, key.partition(" ")[2]))

    def _place(self, key: str) -> str:
        return str(self.surface.declarations.location(key) or "")

    # Declarations

    def _take_record(self, key: str, record: Record) -> None:
        path = (key.partition(" ")[2],)
        layout = self.surface.layout(key)
        if isinstance(layout, Layout):
            self._add_record(key, path, layout)
            return
        is_problem = record.members is not None
        reason = layout.reason if is_problem else "only declared"
        self.records[key] = FoundRecord(
            path, record.kind, self._place(key), None, reason, is_problem
        )

    def _add_record(self, key: str, path: Path, layout: Layout) -> None:
        members = tuple(self._members(key, path, layout))
        bound = BoundRecord(layout.size, layout.align, members)
        self.records[key] = FoundRecord(path, layout.kind, self._place(key), bound)

    def _members(self, key: str, path: Path, layout: Layout) -> Iterator[BoundMember]:
        for placed in layout.members:
            if placed.name is None and not placed.is_anonymous:
                continue  # an unnamed bit-field is padding
            bound = self._member_type(placed, (key, *path))
            yield BoundMember(
                placed.name, bound, placed.offset, placed.size, placed.bit_offset, placed.bit_width
            )

    def _member_type(self, placed: Placed, owner: Path) -> BoundType:
        step = placed.name or f"#{_first_name(placed) or placed.offset}"
        try:
            return self.bind(placed.type, (*owner, step))
        except NotConstantError:
            return Bytes(placed.size, spell(placed.type))

    def _take_enum(self, key: str, enum: Enum) -> None:
        if enum.enumerators is None:
            return
        values = self.surface.enumerators(key)
        known = tuple((n, v.value) for n, v in values.items() if isinstance(v, Value))
        self.enums[key] = FoundEnum(self._place(key), known)

    def _take_typedef(self, name: str, typedef: Typedef) -> None:
        inner = t.unqualified(typedef.type)
        if isinstance(inner, t.InlineRecord):
            self._inline(f"typedef {name}", (name,), inner.record)
            return
        if isinstance(inner, t.Named) and inner.key.startswith("enum #"):
            self.enum_names.setdefault(inner.key, name)
        if inner not in (t.Scalar("__builtin_va_list"), t.Scalar("void")):
            with contextlib.suppress(NotConstantError):
                self.aliases[name] = self._typedef_type(name, typedef)

    def _typedef_type(self, name: str, typedef: Typedef) -> BoundType:
        return self.bind(typedef.type, (f"typedef {name}", name, "target"))

    def _take_unread(self, key: str) -> None:
        kind, _, name = key.partition(" ")
        if self.surface.declarations.has(key):
            self.unread.append(key)
        if kind in ("struct", "union"):
            place = self._place(key)
            reason = "not understood" if place else "not declared in the source"
            self.records[key] = FoundRecord((name,), kind, place, None, reason)

    def _inline(self, key: str, path: Path, record: Record) -> RecordType:
        """A record without a tag, under the key of what owns it."""
        if key not in self.records:
            try:
                self._add_record(key, path, self.surface.layout_of(record))
            except NotConstantError as reason:
                self.records[key] = FoundRecord(
                    path, record.kind, self._place(key), None, str(reason), True
                )
        return RecordType(key)

    # Types

    def bind(self, ctype: t.CType, owner: Path) -> BoundType:
        """The binding's type for a C type; `owner` names records that have no tag.

        Raises:
            NotConstantError: the type is incomplete or unknown.
        """
        match ctype:
            case t.Scalar(name):
                return self._scalar(name)
            case t.Pointer(to):
                return self._pointer(to, owner)
            case t.Array(of, count):
                return ArrayOf(self.bind(of, owner), self.surface.count(count))
            case t.Function():
                return self._procedure(ctype, owner)
            case t.Qualified(inner, _):
                return self.bind(inner, owner)
            case t.TypeOf():
                return self.bind(self.surface.resolve(ctype), owner)
            case t.InlineRecord(record):
                return self._inline(f"{owner[0]}.{owner[-1]}", owner[1:], record)
            case t.Vector():
                return Bytes(self.surface.size_of(ctype), spell(ctype))
            case t.Moded(of, _):
                signed = not self.surface.is_unsigned(of)
                return _integer(self.surface.size_of(ctype), signed, spell(ctype))
            case t.Named(key):
                return self._named(key)

    def _scalar(self, name: str) -> BoundType:
        size = self.surface.size_of(t.Scalar(name))
        match name:
            case "void":
                return Void()
            case "char":
                return Character()
            case "_Bool":
                return Boolean()
            case "float" | "double" | "_Float32" | "_Float64" | "_Float32x":
                return Float(size)
            case "__builtin_va_list" if size == self.surface.target.pointer.size:
                return PointerTo(Void())
            case _ if "__float" in name or name.startswith(_OPAQUE) or name.endswith(" _Complex"):
                return Bytes(size, name)
            case _:
                return _integer(size, not name.startswith("unsigned"), name)

    def _pointer(self, to: t.CType, owner: Path) -> PointerTo:
        """A pointer; to nothing in particular where its target cannot be bound."""
        const = isinstance(to, t.Qualified) and "const" in to.qualifiers
        try:
            return PointerTo(self.bind(to, owner), const)
        except NotConstantError:
            return PointerTo(Void(), const)

    def _procedure(self, ctype: t.Function, owner: Path) -> Procedure:
        parameters = (self._parameter(p.type, owner) for p in ctype.parameters)
        return Procedure(
            self.bind(ctype.returns, owner),
            tuple(p for p in parameters if p != Void()),
            ctype.variadic,
        )

    def _parameter(self, ctype: t.CType, owner: Path) -> BoundType:
        bound = self.bind(ctype, owner)
        if isinstance(bound, ArrayOf):  # C11 6.7.6.3p7
            return PointerTo(bound.of)
        return PointerTo(bound) if isinstance(bound, Procedure) else bound

    def _named(self, key: str) -> BoundType:
        kind, _, name = key.partition(" ")
        if kind == "enum":
            return self._enum(key)
        if kind != "typedef":
            self._want(key)
            return RecordType(key)
        declaration = self.surface.declaration(key)
        if not isinstance(declaration, Typedef):
            raise NotConstantError(f"unknown type '{name}'")
        self._want(key)
        inner = t.unqualified(declaration.type)
        if isinstance(inner, t.InlineRecord):
            return RecordType(key)
        return self._typedef_type(name, declaration)

    def _enum(self, key: str) -> Integer:
        scalar = self.surface.enum_type(key)
        self._want(key)
        return Integer(self.surface.size_of(scalar), not self.surface.is_unsigned(scalar), key)


def _integer(size: int, signed: bool, spelling: str) -> BoundType:
    return Integer(size, signed) if size <= 8 else Bytes(size, spelling)


def _first_name(placed: Placed) -> str:
    """The first member that a program can name inside an anonymous one."""
    for member in placed.members:
        found = member.name or _first_name(member)
        if found:
            return found
    return ""
