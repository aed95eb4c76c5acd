"""What design rules look at: one thing that a surface declares, with what is around it."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from abi.ctype import CType, InlineRecord
from abi.declarations import Enum, Macro, Member, Prototype, Record, Typedef
from abi.design.spans import Span, spans
from abi.diagnostic import Location
from abi.evaluate import NotConstantError, Value
from abi.expression import Unevaluated
from abi.header import Header
from abi.ioctl import Ioctl
from abi.layout import Layout, Placed
from abi.rules import as_if
from abi.rules.finding import Finding, Place
from abi.rules.ioctl_numbers import IoctlNumbers
from abi.rules.member_types import bare, element_of, typedefs_of
from abi.surface import ConstantString, Surface


class Scope:
    """A surface under review. `names` are the keys, macros and headers to look at; None: all.

    `base` is what it was before, where a change is under review.
    """

    def __init__(
        self, surface: Surface, names: frozenset[str] | None = None, base: Surface | None = None
    ) -> None:
        self.surface = surface
        self.names = names
        self.base = base

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
    def numbers(self) -> IoctlNumbers:
        """The ioctls of the source by their numbers."""
        return IoctlNumbers(self.surface)

    def has(self, name: str) -> bool:
        return self.names is None or name in self.names

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

    def _keys(self, *kinds: str) -> Iterator[str]:
        """The keys to look at, of some kinds."""
        if self.names is None:
            return (key for key in self.surface.keys() if key.startswith(kinds))
        has = self.surface.declarations.has
        return (key for key in sorted(self.names) if key.startswith(kinds) and has(key))

    @functools.cached_property
    def _bare_names(self) -> list[str]:
        """The names to look at that may be macros."""
        return sorted(name for name in self.names or () if " " not in name)

    # Subjects

    def records(self) -> Iterator[RecordSubject]:
        """Structs and unions, those included that only a typedef names."""
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
        declarations = self.surface.declarations
        names = declarations.macros() if self.names is None else self._bare_names
        for name in names:
            macro = declarations.macro(name)
            if macro is not None and name not in declarations.guards:
                yield MacroSubject(self, name, macro)

    @functools.cached_property
    def ioctls(self) -> tuple[IoctlSubject, ...]:
        """Of all the source: what an ioctl is compared with may be old."""
        named = ((name, self.numbers.named(name)) for name in self.numbers.candidates)
        return tuple(IoctlSubject(self, name, found) for name, found in named if found is not None)

    def asked_ioctls(self) -> Iterator[IoctlSubject]:
        """Those of `names`; the others are only evaluated if a rule wants them."""
        if self.names is None:
            yield from self.ioctls
            return
        known = self.surface.declarations
        for name in self._bare_names:
            found = self.numbers.named(name) if known.macro(name) is not None else None
            if found is not None:
                yield IoctlSubject(self, name, found)

    def headers(self) -> Iterator[HeaderSubject]:
        for name in self.surface.headers.names():
            header = self.surface.headers.get(name) if self.has(name) else None
            if header is not None:
                yield HeaderSubject(self, header)


class _Said:
    """What all subjects have: a name, a place, and a way to make a finding."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        """As findings call it: ``struct kvm_regs``, ``KVM_RUN``, ``linux/kvm.h``."""

    @property
    def surface(self) -> Surface:
        return self.scope.surface

    @property
    def location(self) -> Location | None:
        return self.surface.declarations.location(self.name)

    @property
    def text(self) -> str:
        """The lines around the declaration with their comments, from 30 lines before it."""
        place = self.location
        header = self.surface.headers.get(place.header) if place else None
        if place is None or header is None:
            return ""
        return "\n".join(header.lines[max(0, place.line - 30) : place.line + 60])

    def finding(self, message: str, subject: str = "", line: int = 0) -> Finding:
        """What a rule says of it; the rule's name and severity are filled in later."""
        place = self.location
        where = Place(place.header, line or place.line) if place else None
        target = self.surface.target.name
        return Finding("", subject or self.name, "note", (target,), message, new=where)


class RecordSubject(_Said):
    """A struct or union with its members."""

    def __init__(self, scope: Scope, key: str, declaration: Record) -> None:
        super().__init__(scope, key)
        self.declaration = declaration

    @functools.cached_property
    def layout(self) -> Layout | None:
        """None where it cannot be laid out."""
        return self._in(self.surface)

    @functools.cached_property
    def narrow(self) -> Layout | None:
        """The layout that a 32-bit program has, on a target whose kernel runs such."""
        if self.scope.narrow is None or self.layout is None:
            return None
        return self._in(self.scope.narrow) if self._is_wide else self.layout

    @functools.cached_property
    def aligned(self) -> tuple[Layout, Layout] | None:
        """The layouts with 64-bit types aligned to 8 and to 4, where those differ."""
        is_even = self.surface is self.scope.even
        leaves = self.layout.leaves() if self._is_wide and self.layout else ()
        if is_even and not any(leaf.align >= 8 for _, leaf in leaves):
            return None
        even, loose = self._in(self.scope.even), self._in(self.scope.loose)
        return (even, loose) if even and loose and even != loose else None

    @property
    def _is_wide(self) -> bool:
        """Whether it may have members of 64 bits: otherwise all targets lay it out alike."""
        leaves = self.layout.leaves() if self.layout else ()
        return any(leaf.size >= 8 or leaf.align >= 8 for _, leaf in leaves)

    def _in(self, surface: Surface) -> Layout | None:
        found = surface.layout(self.name) if self._is_tagged else self._untagged(surface)
        return found if isinstance(found, Layout) else None

    @property
    def _is_tagged(self) -> bool:
        return not self.name.startswith("typedef ")

    def _untagged(self, surface: Surface) -> Layout | None:
        try:
            return surface.layout_of(self.declaration)
        except NotConstantError:
            return None

    @functools.cached_property
    def spans(self) -> tuple[Span, ...]:
        """The innermost members; empty where there is no layout."""
        return spans(self.layout, self.surface) if self.layout else ()

    @functools.cached_property
    def ioctls(self) -> list[Ioctl]:
        """The ioctls whose argument it is."""
        return self.scope.ioctls_of(self.name)

    def members(self) -> Iterator[MemberSubject]:
        """The innermost members; those of an array's elements without a tag are ``data[].x``."""
        for path, placed in self.layout.leaves() if self.layout else ():
            element = element_of(placed.type)
            if not isinstance(element, InlineRecord):
                yield MemberSubject(self, path, placed)
                continue
            for inner, leaf in self.surface.layout_of(element.record).leaves():
                yield MemberSubject(self, f"{path}[].{inner}", leaf)

    def of_member(self, path: str, message: str) -> Finding:
        """A finding about one of its members, with the member's place."""
        return self.finding(message, f"{self.name}.{path}", self.line_of(path))

    def line_of(self, path: str) -> int:
        """The line of a member; 0 where it is not known."""
        place = self.surface.declarations.member_location(self.name, path.replace("[]", ""))
        return place.line if place else 0

    def text_of(self, path: str) -> str:
        """The line of a member; empty where there is no text."""
        place = self.surface.declarations.member_location(self.name, path.replace("[]", ""))
        header = self.surface.headers.get(place.header) if place else None
        return header.line(place.line) if place and header else ""

    def declared(self) -> tuple[Member, ...]:
        """The outermost members as declared."""
        return self.declaration.members or ()


class MemberSubject(_Said):
    """A member that has no members of its own, wherever it lies in its record."""

    def __init__(self, record: RecordSubject, path: str, placed: Placed) -> None:
        super().__init__(record.scope, f"{record.name}.{path}")
        self.record = record
        self.path = path
        self.placed = placed

    @functools.cached_property
    def bare(self) -> CType | None:
        """Its type without arrays, qualifiers and typedefs; None where it is not known."""
        return bare(self.placed.type, self.surface)

    @functools.cached_property
    def typedefs(self) -> tuple[str, ...]:
        """The typedefs that its type is spelled with, from the outermost on."""
        return tuple(typedefs_of(self.placed.type, self.surface))

    @property
    def location(self) -> Location | None:
        declarations = self.surface.declarations
        path = self.path.replace("[]", "")
        found = declarations.member_location(self.record.name, path)
        return found or declarations.location(self.record.name)


class EnumSubject(_Said):
    """An enum with its enumerators."""

    def __init__(self, scope: Scope, key: str, declaration: Enum) -> None:
        super().__init__(scope, key)
        self.declaration = declaration

    @property
    def values(self) -> dict[str, Value | Unevaluated]:
        """The enumerators and their values, in order."""
        return self.surface.enumerators(self.name)


class TypedefSubject(_Said):
    """A typedef."""

    def __init__(self, scope: Scope, key: str, declaration: Typedef) -> None:
        super().__init__(scope, key)
        self.declaration = declaration


class PrototypeSubject(_Said):
    """A function that a header declares or defines."""

    def __init__(self, scope: Scope, key: str, declaration: Prototype) -> None:
        super().__init__(scope, key)
        self.declaration = declaration


class MacroSubject(_Said):
    """A macro; `macro.parameters` is None for an object-like one."""

    def __init__(self, scope: Scope, name: str, macro: Macro) -> None:
        super().__init__(scope, name)
        self.macro = macro

    @property
    def location(self) -> Location | None:
        return self.surface.declarations.macro_location(self.name)

    @property
    def value(self) -> Value | ConstantString | Unevaluated:
        """Of an object-like macro."""
        return self.surface.constant(self.name)


class IoctlSubject(_Said):
    """A macro whose value is an ioctl number."""

    def __init__(self, scope: Scope, name: str, ioctl: Ioctl) -> None:
        super().__init__(scope, name)
        self.ioctl = ioctl

    @property
    def location(self) -> Location | None:
        return self.surface.declarations.macro_location(self.name)

    @property
    def argument(self) -> CType | None:
        """The type whose size the number carries; None for ``_IO``, and for a plain number."""
        found = self.ioctl.argument
        return found if isinstance(found, CType) else None

    @property
    def line(self) -> str:
        """The line that defines it, with a comment behind it."""
        place = self.location
        header = self.surface.headers.get(place.header) if place else None
        return header.line(place.line) if place and header else ""

    @property
    def body(self) -> str:
        """The macro as written."""
        macro = self.surface.declarations.macro(self.name)
        return macro.body if macro else ""


class HeaderSubject(_Said):
    """A header as text."""

    def __init__(self, scope: Scope, header: Header) -> None:
        super().__init__(scope, header.name)
        self.header = header

    @property
    def location(self) -> Location | None:
        return Location(self.name, 0)
