"""A ctypes module and its stub.

The module's own functions (in the template) turn recorded offsets into
``_fields_`` when it is imported, so that a layout never follows from ctypes'
rules, and check it with what ctypes then says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import jinja2

from abi.target import TARGETS, Target
from generators.python_spelling import (
    Names,
    Types,
    at_place,
    docstring,
    literal,
    member_name,
    quoted,
    safe_name,
    spelled_key,
    string,
)
from generators.view import (
    AliasView,
    ArrayOf,
    BoundMember,
    BoundRecord,
    BoundType,
    Bytes,
    ConstantView,
    EnumView,
    Integer,
    RecordType,
    RecordView,
    Variant,
    View,
    by_enumerator,
    targets_of,
)

SUFFIXES = (".py", ".pyi")

T = TypeVar("T")
_NOT_IN_ENUM = re.compile(r"_.*_$|mro$")
_WORD = re.compile(r"(?<![.\w])[A-Za-z_]\w*")


def generate(view: View, module: str) -> dict[str, str]:
    """The module (``.py``) and its stub (``.pyi``)."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("generators"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["docstring"] = docstring
    context = _Writer(view).context() | {"view": view, "module": module}
    texts = {s: environment.get_template(f"python{s}.jinja").render(context) for s in SUFFIXES}
    return {suffix: re.sub(r"\n{4,}", "\n\n\n", text) for suffix, text in texts.items()}


class Block(NamedTuple):
    """Things that exist under one condition; an empty condition is always true."""

    condition: str
    targets: tuple[str, ...]
    items: list[Any]


class Class(NamedTuple):
    """A record's class, with what a stub says of it."""

    name: str
    base: str
    doc: str
    attributes: list[tuple[str, str]]
    flexible: list[str]


class Layout(NamedTuple):
    """A record on some targets, as the arguments of ``_define``."""

    condition: str
    size: int
    align: int
    fields: list[tuple[str, int, str, str]]
    bits: list[tuple[str, int, int, bool]]
    anonymous: list[str]


class Definition(NamedTuple):
    """All layouts of a record."""

    name: str
    layouts: list[Layout]


class EnumMember(NamedTuple):
    """A member of an enum's class; a class body would mangle the name of a hidden one."""

    name: str
    value: str
    is_hidden: bool


class Enumeration(NamedTuple):
    """An enum's class."""

    name: str
    base: str
    doc: str
    members: list[Block]


class Assignment(NamedTuple):
    """``name = value``, with a comment; `stub` is what follows the name in a stub."""

    name: str
    value: str
    comment: str
    stub: str


class _Writer:
    """One view into what the templates are filled with."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.all = tuple(target.name for target in view.targets)
        self.names = Names()
        self.types = Types(self.names.by_key)
        self.records = {record.key: record for record in view.records}
        self.enums = {enum.key: enum for enum in view.enums}
        self.shadowed: set[str] = set()
        for record in view.records:
            self.names.add(record.key, _record_name(record.path))
        for enum in filter(_has_class, view.enums):
            self.names.add(enum.key, enum.name)

    def context(self) -> dict[str, Any]:
        enums = self._blocks((targets_of(e.variants), self._enum(e)) for e in self._classes())
        plain = [item for enum in self.view.enums for item in self._enumerators(enum)]
        aliases = [(targets_of(a.variants), x) for a in self.view.aliases if (x := self._alias(a))]
        return {
            "machines": [_machine(target) for target in self.view.targets],
            "enums": enums,
            "enumerators": self._blocks(plain),
            "classes": self._blocks((_presence(r), self._class(r)) for r in self.view.records),
            "aliases": self._blocks(aliases),
            "definitions": [d for r in self.view.records if (d := self._definition(r)).layouts],
            "constants": self._blocks(self._constants(ioctls=False)),
            "ioctls": self._blocks(self._constants(ioctls=True)),
            "shadowed": sorted(self.shadowed),
        }

    # Conditions

    def _condition(self, targets: Sequence[str]) -> str:
        if set(targets) >= set(self.all):
            return ""
        if len(targets) == 1:
            return f'_TARGET == "{targets[0]}"'
        return f"_TARGET in ({', '.join(quoted(t) for t in targets)})"

    def _blocks(self, items: Iterable[tuple[Sequence[str], Any]]) -> list[Block]:
        """Items by the targets they exist on; those that exist everywhere come first."""
        placed = [(tuple(t for t in self.all if t in targets), item) for targets, item in items]
        placed.sort(key=lambda pair: (-len(pair[0]), [self.all.index(t) for t in pair[0]]))
        return [
            Block(self._condition(targets), targets, [item for _, item in group])
            for targets, group in groupby(placed, key=lambda pair: pair[0])
        ]

    def _pick(self, variants: Sequence[Variant[T]], spelled: Sequence[str]) -> str:
        """An expression for a value that may depend on the target.

        Only the chosen part is evaluated: the others may name records that
        this target does not have.
        """
        *others, last = spelled
        conditions = (self._condition(variant.targets) for variant in variants)
        chosen = (f"{text} if {c} else " for text, c in zip(others, conditions, strict=False))
        return "".join(chosen) + last

    # Enums

    def _classes(self) -> list[EnumView]:
        return [enum for enum in self.view.enums if enum.key in self.names.by_key]

    def _enum(self, enum: EnumView) -> Enumeration:
        values = by_enumerator(enum)
        members = [
            (targets_of(variants), self._enum_member(name, variants, enum.is_flags))
            for name, variants in values.items()
            if not _NOT_IN_ENUM.match(name)
        ]
        base = "enum.IntFlag" if enum.is_flags else "enum.IntEnum"
        doc = f"{spelled_key(enum.key, enum.name)}{at_place(enum.place)}"
        return Enumeration(self.names.by_key[enum.key], base, doc, self._blocks(members))

    def _enum_member(self, name: str, variants: Sequence[Variant[int]], as_hex: bool) -> EnumMember:
        return EnumMember(safe_name(name), self._number(variants, as_hex), name.startswith("__"))

    def _enumerators(self, enum: EnumView) -> Iterator[tuple[Sequence[str], Assignment]]:
        """Enumerators under their own names, as C has them."""
        owner = self.names.by_key.get(enum.key, "")
        hidden = {constant.name for constant in self.view.constants}  # by a macro of its name
        for name, variants in by_enumerator(enum).items():
            if name in hidden:
                continue
            python = self.names.add(f"constant {name}", name)
            value = self._number(variants, enum.is_flags)
            stub = _final(variants, value)
            if owner and _is_nameable(name):
                value, stub = f"{owner}.{safe_name(name)}", f": {owner}"
            yield targets_of(variants), Assignment(python, value, "", stub)

    def _number(self, variants: Sequence[Variant[int]], as_hex: bool) -> str:
        return self._pick(variants, [literal(v.value, as_hex) for v in variants])

    # Records

    def _class(self, record: RecordView) -> Class:
        base = "ctypes.Union" if record.kind == "union" else "ctypes.Structure"
        what = spelled_key(record.key, record.path[0])
        opaque = f"; {record.reason}" if not record.variants else ""
        attributes = self._attributes(record)
        return Class(
            self.names.by_key[record.key],
            base,
            f"{what}{at_place(record.place)}{opaque}",
            self._unshadowed(attributes),
            list(dict.fromkeys(f for v in record.variants for f in self._flexible(v.value))),
        )

    def _attributes(self, record: RecordView) -> dict[str, list[str]]:
        """The types of a record's attributes, those of anonymous members included."""
        found: dict[str, list[str]] = {}
        for variant in record.variants:
            for member in variant.value.members:
                if member.name is not None:
                    kind = (
                        "int"
                        if member.bit_width is not None
                        else self.types.value_type(member.type)
                    )
                    found.setdefault(member_name(member.name), []).append(kind)
                elif isinstance(member.type, RecordType) and member.type.key in self.records:
                    for name, kinds in self._attributes(self.records[member.type.key]).items():
                        found.setdefault(name, []).extend(kinds)
        return found

    def _unshadowed(self, attributes: dict[str, list[str]]) -> list[tuple[str, str]]:
        """Annotations that no attribute of the same class hides the names of."""

        def other(match: re.Match[str]) -> str:
            if match[0] not in attributes:
                return match[0]
            self.shadowed.add(match[0])
            return f"_of_{match[0]}"

        return [
            (name, _WORD.sub(other, " | ".join(dict.fromkeys(kinds))))
            for name, kinds in attributes.items()
        ]

    def _flexible(self, record: BoundRecord) -> Iterator[str]:
        for member in record.members:
            if isinstance(member.type, ArrayOf) and not member.type.count and member.name:
                yield member_name(member.name)
            elif member.name is None and isinstance(member.type, RecordType):
                inner = self.records.get(member.type.key)
                for variant in inner.variants if inner else ():
                    yield from self._flexible(variant.value)

    def _definition(self, record: RecordView) -> Definition:
        return Definition(
            self.names.by_key[record.key],
            [self._layout(variant) for variant in record.variants],
        )

    def _layout(self, variant: Variant[BoundRecord]) -> Layout:
        record = variant.value
        plain = [m for m in record.members if m.bit_offset is None]
        return Layout(
            self._condition(variant.targets),
            record.size,
            record.align,
            [(_label(m), m.offset, self.types.ctype(m.type), _remark(m.type)) for m in plain],
            [_bit_field(m) for m in record.members if m.bit_offset is not None],
            [_label(m) for m in plain if m.name is None],
        )

    # Aliases and constants

    def _alias(self, alias: AliasView) -> Assignment | None:
        targets = [self._alias_target(v.value) for v in alias.variants]
        if set(targets) == {alias.name}:
            return None  # typedef struct x x
        name = self.names.add(f"typedef {alias.name}", alias.name)
        value = self._pick(alias.variants, targets)
        stub = f" = {value}"
        if not re.fullmatch(r"[\w.]+", value):
            kinds = dict.fromkeys(self.types.class_type(v.value) for v in alias.variants)
            stub = f": {' | '.join(kinds)}"
        return Assignment(name, value, _remark(alias.variants[0].value), stub)

    def _alias_target(self, bound: BoundType) -> str:
        if isinstance(bound, Integer) and bound.enum in self.names.by_key:
            return self.names.by_key[bound.enum]
        return self.types.ctype(bound)

    def _constants(self, *, ioctls: bool) -> Iterator[tuple[Sequence[str], Assignment]]:
        for constant in self.view.constants:
            if bool(constant.ioctl) == ioctls:
                yield targets_of(constant.variants), self._constant(constant)

    def _constant(self, constant: ConstantView) -> Assignment:
        name = self.names.add(f"constant {constant.name}", constant.name)
        as_hex = bool(constant.ioctl) or "0x" in constant.text.lower() or "<<" in constant.text
        spelled = [
            string(v.value) if isinstance(v.value, str) else literal(v.value, as_hex)
            for v in constant.variants
        ]
        value = self._pick(constant.variants, spelled)
        return Assignment(name, value, constant.ioctl, _final(constant.variants, value))


def _machine(target: Target) -> tuple[str, tuple[str, ...], int, str, int, int]:
    """How to recognise a target: machine names, bits, byte order, and what tells x32 from i386.

    A 64-bit kernel also runs the programs of its 32-bit targets, and then
    names itself.
    """
    machines = [target.name, *target.aliases]
    if target.compat_of:
        native = TARGETS[target.compat_of]
        machines += [native.name, *native.aliases]
    scalars = target.scalars
    return (
        target.name, tuple(machines), target.bits, target.byte_order,
        scalars["long long"].member, scalars["long double"].size,
    )  # fmt: skip


def _record_name(path: tuple[str, ...]) -> str:
    """``kvm_run_io`` for the member io; ``kvm_run_anon_hw`` for what has no name at all."""
    *outer, last = path
    named = [step for step in outer if not step.startswith("#")]
    return "_".join((*named, last.replace("#", "anon_")))


def _has_class(enum: EnumView) -> bool:
    """Whether an enum has a name, and members that a class body can name."""
    return bool(enum.name) and any(map(_is_nameable, by_enumerator(enum)))


def _is_nameable(enumerator: str) -> bool:
    """Whether it can be a member of an enum's class, under its own name."""
    return not enumerator.startswith("__") and not _NOT_IN_ENUM.match(enumerator)


def _presence(record: RecordView) -> tuple[str, ...]:
    return (*targets_of(record.variants), *record.opaque)


def _label(member: BoundMember) -> str:
    """A field's name; anonymous members get one that no C name has."""
    if member.name is not None:
        return member_name(member.name)
    last = member.type.key.rpartition(".")[2] if isinstance(member.type, RecordType) else ""
    return last.replace("#", "_anon_") or f"_anon_{member.offset}"


def _bit_field(member: BoundMember) -> tuple[str, int, int, bool]:
    signed = isinstance(member.type, Integer) and member.type.signed
    return (
        member_name(member.name or ""), member.bit_offset or 0, member.bit_width or 0, signed,
    )  # fmt: skip


def _remark(bound: BoundType) -> str:
    while isinstance(bound, ArrayOf):
        bound = bound.of
    return bound.spelling if isinstance(bound, Bytes) else ""


def _final(variants: Sequence[Variant[T]], value: str) -> str:
    """What a stub says of a constant: its value, if that is the same everywhere."""
    if len(variants) == 1:
        return f": Final = {value}"
    kinds = dict.fromkeys(type(v.value).__name__ for v in variants)
    return f": Final[{' | '.join(kinds)}]"
