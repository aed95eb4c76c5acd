"""Headers that are read by themselves, and how their names are called in the tree."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from abi import expression as x
from abi.ctype import Named
from abi.declarations import Enumerator
from headers.declarations import Names, UnitDeclarations
from headers.programs import kind_of
from headers.split import MacroText

Rename = Callable[[str], str]


class Part:
    """A header's own unit, and how its names are called in the tree."""

    def __init__(self, header: str, declarations: UnitDeclarations, files: frozenset[str]) -> None:
        self.header = header
        self.declarations = declarations
        self.files = files
        """Headers of which it says what programs get: itself, or what only it and its like read."""
        self.called: dict[str, str] = {}
        """Keys (``struct x``) and bare names of enumerators and macros, as the tree has them."""

    @functools.cached_property
    def names(self) -> Names:
        return self.declarations.names_in(self.files)

    @functools.cached_property
    def homes(self) -> dict[str, str]:
        return self.declarations.homes()

    def call(self, name: str) -> str:
        return self.called.get(name, name)


def speakers(
    parts: Sequence[tuple[str, UnitDeclarations]], through: Mapping[str, str]
) -> Iterator[Part]:
    """Those come first that give a plain name its meaning: by which programs get headers that
    nothing else reads, then the likeliest for programs, then what most of the others read."""
    files: dict[str, set[str]] = {}
    for file, program in through.items():
        files.setdefault(program, set()).add(file)
    readers = Counter(file for _, unit in parts for file in unit.unit.headers)

    def place(part: tuple[str, UnitDeclarations]) -> tuple[bool, int, int]:
        return part[0] not in files, kind_of(part[0]), -readers[part[0]]

    for header, unit in sorted(parts, key=place):
        yield Part(header, unit, frozenset((header, *files.get(header, ()))))


def is_same(one: MacroText, other: MacroText) -> bool:
    """Whether two macros say the same."""
    if one.body == other.body:
        return one.parameters == other.parameters
    return one.body.split() == other.body.split() and one.parameters == other.parameters


def renamed(value: Any, rename: Rename) -> Any:
    """A declaration or an expression with all names in it changed."""
    match value:
        case Named(key):
            return Named(rename(key))
        case x.Name(name):
            return x.Name(rename(name))
        case Enumerator(name, inner):
            return Enumerator(rename(name), renamed(inner, rename))
        case tuple():
            return tuple(renamed(item, rename) for item in value)
        case msgspec.Struct():
            fields = {f: renamed(getattr(value, f), rename) for f in value.__struct_fields__}
            return type(value)(**fields)
        case _:
            return value
