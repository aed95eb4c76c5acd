"""A surface as plain data: the format ``uapi-snapshot/1``.

Sizes and offsets are in bytes, counted from the start of the named record that
is the key; `bit_offset` and `bit_width` are in bits. The JSON Schema is
``reports/schemas/snapshot.schema.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from abi.ctype import Array, CType, InlineRecord, Named, Pointer, Qualified, unqualified
from abi.declarations import Enum, Prototype, Record, Typedef, Variable
from abi.diagnostic import Diagnostic, Location
from abi.evaluate import NotConstantError, Value, evaluate, is_unsigned
from abi.expression import Expression, Unevaluated, number
from abi.ioctl import Ioctl, ioctl_of
from abi.layout import Layout, Placed
from abi.spelling import spell, spell_expression, spell_operand
from abi.surface import ConstantString, Surface
from abi.together import Together, in_turn
from abi.untagged import behind

SCHEMA = "uapi-snapshot/1"
Data = dict[str, Any]


def snapshot(
    surface: Surface, *, spec: str, tool: str, digest: str = "", together: Together = in_turn
) -> Data:
    """Everything that a surface declares."""
    surface.declarations.prepare()
    types, macros = together(
        lambda: contents(surface, surface.keys(), ()),
        lambda: contents(surface, (), surface.declarations.macros()),
    )
    return {
        "schema": SCHEMA,
        "tool": tool,
        "source": {"spec": spec, "linux": linux_version(surface), "digest": digest},
        "target": surface.target.name,
        "headers": sorted(_headers(surface)),
        **{section: entries | macros[section] for section, entries in types.items()},
        "diagnostics": [_diagnostic(d) for d in surface.declarations.diagnostics()],
    }


def contents(surface: Surface, keys: Iterable[str], macros: Iterable[str]) -> Data:
    """The chosen declarations and macros, as the sections of a snapshot."""
    writer = _Writer(surface)
    for key in keys:
        writer.declaration(key)
    for name in macros:
        writer.macro(name)
    return writer.data


def linux_version(surface: Surface) -> str | None:
    """``7.2.0`` from linux/version.h, where the source has it."""
    code = surface.constant("LINUX_VERSION_CODE")
    if not isinstance(code, Value):
        return None
    return f"{code.value >> 16}.{code.value >> 8 & 0xFF}.{code.value & 0xFF}"


def concrete(ctype: CType, surface: Surface) -> CType:
    """The type with array bounds as numbers, as far as they can be computed."""
    match ctype:
        case Array(of, count):
            bound = None if count is None else _number(count, surface)
            return Array(concrete(of, surface), bound)
        case Pointer(to):
            return Pointer(concrete(to, surface))
        case Qualified(inner, qualifiers):
            return Qualified(concrete(inner, surface), qualifiers)
        case _:
            return ctype


def _number(count: Expression, surface: Surface) -> Expression:
    value = evaluate(count, surface)
    return number(value.value) if isinstance(value, Value) else count


def _headers(surface: Surface) -> set[str]:
    places = (surface.declarations.location(key) for key in surface.keys())
    macros = map(surface.declarations.macro_location, surface.declarations.macros())
    return {place.header for place in (*places, *macros) if place is not None}


def _diagnostic(found: Diagnostic) -> Data:
    return {k: v for k, v in msgspec.to_builtins(found).items() if v not in ("", 0)}


class _Writer:
    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.data: Data = {
            name: {}
            for name in (
                "types", "constants", "strings", "ioctls", "functions", "variables", "macros",
                "unevaluated",
            )
        }  # fmt: skip

    def declaration(self, key: str) -> None:
        match self.surface.declaration(key):
            case Record() as record:
                self.data["types"][key] = self._record(key, record)
            case Enum() as enum:
                self._enum(key, enum)
            case Typedef() as typedef:
                self.data["types"][key] = self._typedef(key, typedef)
            case Prototype() as prototype:
                name = key.removeprefix("function ")
                self.data["functions"][name] = {
                    "type": spell(prototype.type, name), "inline": prototype.inline,
                    **self._behind(prototype.type),
                    **self._place(self.surface.declarations.location(key)),
                }  # fmt: skip
            case Variable(ctype):
                self.data["variables"][key.removeprefix("variable ")] = {
                    "type": spell(concrete(ctype, self.surface)),
                    **self._own_members(ctype),
                    **self._behind(ctype),
                    **self._place(self.surface.declarations.location(key)),
                }
            case None:
                self.data["unevaluated"][key] = "not understood; see the diagnostics"

    def _place(self, location: Location | None) -> Data:
        return {} if location is None else {"header": location.header, "line": location.line}

    def _record(self, key: str, record: Record) -> Data:
        layout = self.surface.layout(key)
        place = self._place(self.surface.declarations.location(key))
        if isinstance(layout, Layout):
            sizes = {"size": layout.size, "align": layout.align}
            return {
                "kind": record.kind, **sizes, **place,
                "members": [self._member(m) for m in layout.members],
            }  # fmt: skip
        if record.members is not None:
            self.data["unevaluated"][key] = layout.reason
        return {"kind": record.kind, "size": None, "align": None, **place, "members": None}

    def _member(self, placed: Placed) -> Data:
        entry: Data = {"name": placed.name, "type": spell(concrete(placed.type, self.surface))}
        if placed.bit_width is not None:
            entry |= {"bit_offset": placed.bit_offset, "bit_width": placed.bit_width}
        else:
            entry |= {"offset": placed.offset, "size": placed.size}
        if placed.members:
            entry["members"] = [self._member(m) for m in placed.members]
        return entry | self._behind(placed.type)

    def _behind(self, ctype: CType) -> Data:
        """The records without a tag that a type leads to, each laid out from its own start."""
        found = [self._inner(steps, record) for steps, record in behind(ctype)]
        return {"behind": found} if found else {}

    def _inner(self, steps: str, record: Record) -> Data:
        entry: Data = {"steps": steps, "kind": record.kind}
        try:
            layout = self.surface.layout_of(record)
        except NotConstantError as reason:
            return entry | {"size": None, "align": None, "members": None, "why": str(reason)}
        members = [self._member(m) for m in layout.members]
        return entry | {"size": layout.size, "align": layout.align, "members": members}

    def _typedef(self, key: str, typedef: Typedef) -> Data:
        entry: Data = {"kind": "typedef", "type": spell(concrete(typedef.type, self.surface))}
        entry["size"] = self._measure(self.surface.size_of, typedef.type)
        entry["align"] = self._measure(self.surface.align_of, Named(key))
        entry |= self._own_members(typedef.type) | self._behind(typedef.type)
        return entry | self._place(self.surface.declarations.location(key))

    def _own_members(self, ctype: CType) -> Data:
        """The members of a record without a tag that a typedef or a variable is of."""
        record = unqualified(ctype)
        if (
            not isinstance(record, InlineRecord)
            or self._measure(self.surface.size_of, ctype) is None
        ):
            return {}
        layout = self.surface.layout_of(record.record)
        return {"members": [self._member(m) for m in layout.members]}

    def _measure(self, measure: Callable[[CType], int], ctype: CType) -> int | None:
        try:
            return measure(ctype)
        except NotConstantError:
            return None

    def _enum(self, key: str, enum: Enum) -> None:
        values = self.surface.enumerators(key)
        for name, value in values.items():
            self._enumerator(key, enum, name, value)
        if key.startswith("enum #"):
            return
        entry: Data = {"kind": "enum", "size": None, "signed": None}
        if enum.enumerators is not None:
            scalar = self.surface.enum_type(key)
            entry["size"] = self.surface.size_of(scalar)
            entry["signed"] = not is_unsigned(scalar, self.surface)
        entry["enumerators"] = {n: v.value for n, v in values.items() if isinstance(v, Value)}
        self.data["types"][key] = entry | self._place(self.surface.declarations.location(key))

    def _enumerator(self, key: str, enum: Enum, name: str, value: Value | Unevaluated) -> None:
        if isinstance(value, Unevaluated):
            self.data["unevaluated"][name] = value.reason
            return
        written = next(e.value for e in enum.enumerators or () if e.name == name)
        place = self._place(self.surface.declarations.member_location(key, name))
        self.data["constants"][name] = {
            "value": value.value, "text": "" if written is None else spell_expression(written),
            "kind": "enumerator", **place,
        }  # fmt: skip
        if written is not None:
            self._ioctl(ioctl_of(name, written, self.surface))

    def macro(self, name: str) -> None:
        macro = self.surface.declarations.macro(name)
        place = self._place(self.surface.declarations.macro_location(name))
        if macro is None:
            return
        if macro.parameters is not None:
            parameters = list(macro.parameters)
            self.data["macros"][name] = {"parameters": parameters, "text": macro.body, **place}
            return
        if not macro.body:
            return  # an include guard or a switch: it has no value
        match self.surface.constant(name):
            case Value(value, _):
                entry = {"value": value, "text": macro.body, "kind": "macro", **place}
                self.data["constants"][name] = entry
                expression = self.surface.declarations.expression(name)
                self._ioctl(ioctl_of(name, expression, self.surface))
            case ConstantString(text):
                self.data["strings"][name] = {"value": text, **place}
            case Unevaluated(reason):
                self.data["unevaluated"][name] = reason

    def _ioctl(self, ioctl: Ioctl | None) -> None:
        if ioctl is None:
            return
        code = ioctl.code
        argument = None if ioctl.argument is None else spell_operand(ioctl.argument)
        self.data["ioctls"][ioctl.name] = {
            "number": code.number, "direction": code.direction, "type": code.type,
            "nr": code.nr, "size": code.size, "argument": argument,
        }  # fmt: skip
