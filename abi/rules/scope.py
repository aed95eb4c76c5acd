"""A surface under review: which things design rules look at, and what they ask of all of it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from abi.ctype import CType, InlineRecord
from abi.declarations import Enum, Macro, Prototype, Record, Typedef
from abi.ioctl import Ioctl
from abi.rules import as_if
from abi.rules.ioctl_numbers import IoctlNumbers
from abi.rules.member_types import MemberType, member_type
from abi.rules.ring_commands import RingCommands
from abi.rules.solid import Solid
from abi.rules.subject import (
    EnumSubject,
    HeaderSubject,
    IoctlSubject,
    MacroSubject,
    MemberSubject,
    PrototypeSubject,
    RecordSubject,
    TypedefSubject,
)
from abi.surface import Surface


class Scope:
    """A surface under review. `names` are the keys, macros and headers to look at; None: all.

    `base` is what it was before, where a change is under review. `own` are the headers to look
    at, where those that they include are not under review; None: all.
    """

    def __init__(
        self,
        surface: Surface,
        names: frozenset[str] | None = None,
        base: Surface | None = None,
        own: frozenset[str] | None = None,
    ) -> None:
        self.surface = surface
        self.names = names
        self.base = base
        self.own = own
        self._own_homes = {"", *(own or ())}
        self._types: dict[CType, MemberType] = {}

    @functools.cached_property
    def narrow(self) -> Surface | None:
        """The same declarations as a 32-bit program of this target's kernel lays them out."""
        return as_if.narrow(self.surface)

    @functools.cached_property
    def even(self) -> Surface:
        """As if 64-bit types were aligned to 8, as most targets align them."""
        return as_if.aligned(self.surface, 8)

    @functools.cached_property
    def loose(self) -> Surface:
        """As if 64-bit types were aligned to 4, as i386 aligns them. What differs from `even`
        differs by their alignment alone."""
        return as_if.aligned(self.surface, 4)

    @functools.cached_property
    def solid(self) -> Solid:
        """Which records have no padding."""
        return Solid(self.surface)

    @functools.cached_property
    def numbers(self) -> IoctlNumbers:
        """The ioctls of the source by their numbers."""
        return self.surface.once(IoctlNumbers)

    @functools.cached_property
    def rings(self) -> RingCommands:
        """Which of them are no ioctls, but commands of io_uring."""
        return RingCommands(self.surface, self.numbers)

    def is_ring_command(self, name: str) -> bool:
        """Whether a command that looks like an ioctl is given to io_uring."""
        return self.rings.has(name, self.home_of(name))

    def has(self, name: str) -> bool:
        """Whether a key, a macro or a header is to be looked at."""
        return (self.names is None or name in self.names) and self._is_own(name)

    def _is_own(self, name: str) -> bool:
        """Whether a key or a macro stands in a header under review, as far as that is known."""
        return self.own is None or self.home_of(name) in self._own_homes

    @functools.cached_property
    def new_names(self) -> frozenset[str]:
        """Keys and macros that `base` does not have; empty without one."""
        if self.base is None:
            return frozenset()
        return frozenset(self._homes.keys() - self.base.declarations.homes().keys())

    def home_of(self, key: str) -> str:
        """The header that has a key or a macro; empty where that is not known."""
        return self._homes.get(key, "")

    @functools.cached_property
    def _homes(self) -> Mapping[str, str]:
        return self.surface.declarations.homes()

    def type_of(self, ctype: CType) -> MemberType:
        """What rules ask about a type; most of a source's members have one of few."""
        found = self._types.get(ctype)
        if found is None:
            found = self._types[ctype] = member_type(ctype, self.surface)
        return found

    @functools.cached_property
    def arguments(self) -> dict[str, list[Ioctl]]:
        """The ioctls of the source, by the key of the record that is their argument."""
        found: dict[str, list[Ioctl]] = {}
        for subject in self.ioctls:
            key = getattr(subject.ioctl.argument, "key", "")
            found.setdefault(key, []).append(subject.ioctl)
        return found

    def ioctls_of(self, key: str) -> list[Ioctl]:
        """The ioctls whose argument is this record."""
        if self.names is None:
            return self.arguments.get(key, [])
        tag = key.partition(" ")[2].partition("@")[0]
        found = map(self.numbers.named, self.numbers.by_word.get(tag, ()))
        return [i for i in found if i is not None and getattr(i.argument, "key", "") == key]

    @functools.cached_property
    def _in_order(self) -> list[str]:
        return sorted(self.names or ())

    @functools.cached_property
    def _keys_in_order(self) -> list[str]:
        return [name for name in self._in_order if " " in name]

    def _keys(self, *kinds: str) -> Iterator[str]:
        """The keys to look at, of some kinds."""
        if self.names is None:
            keys = (key for key in self.surface.keys() if key.startswith(kinds))
            return keys if self.own is None else filter(self._is_own, keys)
        has = self.surface.declarations.has
        keys = (key for key in self._keys_in_order if key.startswith(kinds) and has(key))
        return filter(self._is_own, keys)

    @functools.cached_property
    def _named(self) -> dict[str, Macro]:
        """The macros to look at."""
        declarations = self.surface.declarations
        bare_names = (name for name in self._in_order if " " not in name)
        names = declarations.macros() if self.names is None else bare_names
        macros = ((name, declarations.macro(name)) for name in names if self._is_own(name))
        return {name: macro for name, macro in macros if macro is not None}

    # Subjects

    @functools.cached_property
    def _known_records(self) -> tuple[RecordSubject, ...]:
        return tuple(self._records())

    def records(self) -> Iterable[RecordSubject]:
        """Structs and unions, those included that only a typedef names."""
        return self._known_records

    def _records(self) -> Iterator[RecordSubject]:
        for key in self._keys("struct ", "union ", "typedef "):
            found = self.surface.declaration(key)
            if isinstance(found, Typedef) and isinstance(found.type, InlineRecord):
                found = found.type.record
            if isinstance(found, Record) and found.members is not None:
                yield RecordSubject(self, key, found)

    def members(self) -> Iterator[MemberSubject]:
        for record in self.records():
            yield from record.members()

    def enums(self) -> Iterator[EnumSubject]:
        for key in self._keys("enum "):
            declaration = self.surface.declaration(key)
            if isinstance(declaration, Enum) and declaration.enumerators is not None:
                yield EnumSubject(self, key, declaration)

    def typedefs(self) -> Iterator[TypedefSubject]:
        for key in self._keys("typedef "):
            declaration = self.surface.declaration(key)
            if isinstance(declaration, Typedef):
                yield TypedefSubject(self, key, declaration)

    def prototypes(self) -> Iterator[PrototypeSubject]:
        for key in self._keys("function "):
            declaration = self.surface.declaration(key)
            if isinstance(declaration, Prototype):
                yield PrototypeSubject(self, key, declaration)

    def macros(self) -> Iterator[MacroSubject]:
        guards = self.surface.declarations.guards
        for name, macro in self._named.items():
            if name not in guards:
                yield MacroSubject(self, name, macro)

    @functools.cached_property
    def ioctls(self) -> tuple[IoctlSubject, ...]:
        """Of all the source: what an ioctl is compared with may be old."""
        named = ((name, self.numbers.named(name)) for name in self.numbers.candidates)
        return tuple(IoctlSubject(self, name, found) for name, found in named if found is not None)

    def asked_ioctls(self) -> Iterator[IoctlSubject]:
        """Those of `names`; the others are only evaluated if a rule wants them."""
        if self.names is None:
            yield from (ioctl for ioctl in self.ioctls if self._is_own(ioctl.name))
            return
        for name, macro in self._named.items():
            found = self.numbers.made_by(name, macro)
            if found is not None:
                yield IoctlSubject(self, name, found)

    def headers(self) -> Iterator[HeaderSubject]:
        names = self.surface.headers.names()
        for name in names if self.own is None else filter(self.own.__contains__, names):
            header = self.surface.headers.get(name) if self.has(name) else None
            if header is not None:
                yield HeaderSubject(self, header)
