"""What design rules look at: one thing that a surface declares, with what is around it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from abi.ctype import CType, InlineRecord
from abi.declarations import Enum, Macro, Member, Prototype, Record, Typedef
from abi.design.spans import Span, spans
from abi.diagnostic import Location
from abi.evaluate import NotConstantError, Value
from abi.expression import Unevaluated
from abi.header import Header
from abi.ioctl import Ioctl
from abi.layout import Layout, Placed
from abi.rules import padding
from abi.rules.finding import Finding, Place
from abi.rules.member_types import MemberType, element_of, is_register_sized
from abi.rules.padding import Gap
from abi.surface import ConstantString, Surface

if TYPE_CHECKING:
    from abi.rules.scope import Scope


class Subject:
    """What all subjects have: a name, a place, and a way to make a finding."""

    ctype: CType | None = None
    """Of a member, and of an ioctl's argument."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        """As findings call it: ``struct kvm_regs``, ``KVM_RUN``, ``linux/kvm.h``."""

    @property
    def surface(self) -> Surface:
        return self.scope.surface

    @property
    def owner(self) -> str:
        """The key, macro or header that it is or, as a member, belongs to."""
        return self.name

    @property
    def home(self) -> str:
        """The header that declares it; empty where that is not known."""
        return self.scope.home_of(self.owner)

    @property
    def type(self) -> MemberType | None:
        """What rules ask about `ctype`."""
        return None if self.ctype is None else self.scope.type_of(self.ctype)

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
        return Finding("", subject or self.name, "warning", (target,), message, new=where)

    def remark(self, message: str, subject: str = "", line: int = 0) -> Finding:
        """A finding that is a note, whatever the rule's severity: true, and nothing to mend."""
        return msgspec.structs.replace(self.finding(message, subject, line), severity="note")


class RecordSubject(Subject):
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
    def is_solid(self) -> bool:
        """Whether there is no padding in it, nor in any record that it holds."""
        return self.layout is not None and self.scope.solid.is_solid(self.layout)

    @functools.cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Padding between its members, in each arm of a union by itself."""
        if self.layout is None or self.is_solid:
            return ()
        return padding.gaps(self.layout, self.surface)

    @functools.cached_property
    def tail(self) -> Gap | None:
        """Padding behind its last member."""
        return padding.tail(self.layout) if self.layout else None

    @functools.cached_property
    def is_padded_for_width(self) -> bool:
        """Whether pointers and longs make all of its padding: with 32 bits there is none, and
        those members are what is wrong."""
        if self.narrow is None or self.narrow is self.layout or self.scope.narrow is None:
            return False
        has_wide = any(is_register_sized(leaf.type, self.surface) for _, leaf in self.leaves)
        if not has_wide or padding.tail(self.narrow) is not None:
            return False
        return not padding.gaps(self.narrow, self.scope.narrow)

    @functools.cached_property
    def aligned(self) -> tuple[Layout, Layout] | None:
        """The layouts with 64-bit types aligned to 8 and to 4, where those differ."""
        is_even = self.surface is self.scope.even
        may_differ = not self.is_solid and any(leaf.align >= 8 for _, leaf in self.leaves)
        if is_even and not may_differ:
            return None
        even, loose = self._in(self.scope.even), self._in(self.scope.loose)
        return (even, loose) if even and loose and even != loose else None

    @functools.cached_property
    def leaves(self) -> tuple[tuple[str, Placed], ...]:
        """The innermost members with their paths; empty where there is no layout."""
        return tuple(self.layout.leaves()) if self.layout else ()

    @functools.cached_property
    def _is_wide(self) -> bool:
        """Whether it may have members of 64 bits: otherwise all targets lay it out alike."""
        return any(leaf.size >= 8 or leaf.align >= 8 for _, leaf in self.leaves)

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
        for path, placed in self.leaves:
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


class MemberSubject(Subject):
    """A member that has no members of its own, wherever it lies in its record."""

    def __init__(self, record: RecordSubject, path: str, placed: Placed) -> None:
        super().__init__(record.scope, f"{record.name}.{path}")
        self.record = record
        self.path = path
        self.placed = placed
        self.ctype = placed.type

    @property
    def owner(self) -> str:
        return self.record.name

    @property
    def type(self) -> MemberType:
        return self.scope.type_of(self.placed.type)

    @property
    def location(self) -> Location | None:
        declarations = self.surface.declarations
        path = self.path.replace("[]", "")
        found = declarations.member_location(self.record.name, path)
        return found or declarations.location(self.record.name)


class EnumSubject(Subject):
    """An enum with its enumerators."""

    def __init__(self, scope: Scope, key: str, declaration: Enum) -> None:
        super().__init__(scope, key)
        self.declaration = declaration

    @property
    def values(self) -> dict[str, Value | Unevaluated]:
        """The enumerators and their values, in order."""
        return self.surface.enumerators(self.name)


class TypedefSubject(Subject):
    """A typedef."""

    def __init__(self, scope: Scope, key: str, declaration: Typedef) -> None:
        super().__init__(scope, key)
        self.declaration = declaration


class PrototypeSubject(Subject):
    """A function that a header declares or defines."""

    def __init__(self, scope: Scope, key: str, declaration: Prototype) -> None:
        super().__init__(scope, key)
        self.declaration = declaration


class MacroSubject(Subject):
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


class IoctlSubject(Subject):
    """A macro whose value is an ioctl number."""

    def __init__(self, scope: Scope, name: str, ioctl: Ioctl) -> None:
        super().__init__(scope, name)
        self.ioctl = ioctl
        self.ctype = ioctl.argument if isinstance(ioctl.argument, CType) else None

    @property
    def location(self) -> Location | None:
        return self.surface.declarations.macro_location(self.name)

    @property
    def argument(self) -> CType | None:
        """The type whose size the number carries; None for ``_IO``, and for a plain number."""
        return self.ctype

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


class HeaderSubject(Subject):
    """A header as text."""

    def __init__(self, scope: Scope, header: Header) -> None:
        super().__init__(scope, header.name)
        self.header = header

    @property
    def location(self) -> Location | None:
        return Location(self.name, 0)
