"""What uapi says, in the form in which the compiler is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from abi.ctype import Array, CType, InlineRecord, Named, unqualified
from abi.declarations import Typedef
from abi.evaluate import NotConstantError, Value
from abi.layout import Layout, Placed
from abi.surface import Surface
from abi.target import Target
from headers.load import load
from headers.preprocess.engine import Engine
from headers.sources.tree import Tree, architecture_directories

HEADERS = ("linux/kvm.h", "asm/kvm.h", "linux/psp-sev.h")
STAND_IN = Path(__file__).with_name("stand_in")
"""An asm/kvm.h for targets that have none."""

Place = tuple[int, int]
"""Offset and size in bytes; of a bit-field, first bit and width."""


class Record(NamedTuple):
    size: int
    align: int
    members: dict[str, Place]


def tree(source: Path, target: Target, headers: tuple[str, ...] = HEADERS) -> Tree:
    """Some headers in a directory of header trees, by default those of KVM."""
    own = architecture_directories(source)
    roots: tuple[Path, ...] = (source / "any-linux-any",)
    found = Tree("oracle", roots, own, only=headers)
    if not any((root / "asm/kvm.h").is_file() for root in found.search_path(target)):
        roots += (STAND_IN,)
    return Tree("oracle", roots, own, only=headers)


def kvm_surface(source: Path, target: Target, engine: Engine | None = None) -> Surface:
    return load(tree(source, target), target, engine=engine)


def records(surface: Surface) -> dict[str, Record]:
    """Every complete record with a tag, and every typedef of one without, as C spells them."""
    found = {}
    for key in surface.keys():
        kind, _, name = key.partition(" ")
        layout: Layout | None = None
        align = 0
        if kind in ("struct", "union"):
            known = surface.layout(key)
            layout = known if isinstance(known, Layout) else None
            align = layout.align if layout else 0
        elif kind == "typedef":
            declared = surface.declaration(key)
            inner = unqualified(declared.type) if isinstance(declared, Typedef) else None
            if isinstance(inner, InlineRecord):
                layout = surface.layout_of(inner.record)
                align = surface.align_of(Named(key))  # may be more than the record's own
        if layout is not None:
            members = dict(_places(layout.members, surface, "", 0))
            spelled = key if kind != "typedef" else name
            found[spelled] = Record(layout.size, align, members)
    return found


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


def typedefs(surface: Surface) -> dict[str, tuple[int, int] | str]:
    """Size and alignment of typedefs; the reason where there is none."""
    found: dict[str, tuple[int, int] | str] = {}
    for key in surface.keys("typedef"):
        name = key.removeprefix("typedef ")
        try:
            found[name] = surface.size_of(Named(key)), surface.align_of(Named(key))
        except NotConstantError as reason:
            found[name] = str(reason)
    return found


def enumerators(surface: Surface) -> dict[str, int | str]:
    """Values; the reason where there is none."""
    found: dict[str, int | str] = {}
    for key in surface.keys("enum"):
        for name, value in surface.enumerators(key).items():
            found[name] = value.value if isinstance(value, Value) else value.reason
    return found


def constants(surface: Surface) -> dict[str, int | str]:
    """Object-like macros with a body: their values; the reason, or text, where there is none."""
    found: dict[str, int | str] = {}
    for name in surface.declarations.macros():
        macro = surface.declarations.macro(name)
        if macro is not None and macro.parameters is None and macro.body:
            value = surface.constant(name)
            found[name] = value.value if isinstance(value, Value) else str(value)
    return found
