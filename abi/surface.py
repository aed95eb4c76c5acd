"""A surface: all that one source declares for one target.

A surface is lazy. Its `Declarations` know every name at once and parse a
declaration when someone asks; the surface lays it out for its target when
someone asks, once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import msgspec

from abi import expression as x
from abi.ctype import (
    Array,
    CType,
    Function,
    InlineRecord,
    Moded,
    Named,
    Pointer,
    Qualified,
    Scalar,
    TypeOf,
    Vector,
)
from abi.declarations import Declaration, Enum, Macro, Record, Redeclared, Typedef, Variable
from abi.diagnostic import Diagnostic, Location
from abi.enums import enum_scalar, enumerator_values
from abi.evaluate import NotConstantError, Value, evaluate, is_unsigned, type_of
from abi.header import Headers, NoHeaders
from abi.layout import Layout, lay_out
from abi.target import ScalarLayout, Target
from abi.untagged import find, is_inner, itself, outermost

if TYPE_CHECKING:
    from abi.sight import Lost

T = TypeVar("T")
_MODES = {"QI": 1, "HI": 2, "SI": 4, "DI": 8, "TI": 16}


class Declarations(Protocol):
    """Where a surface gets its declarations from: `headers` has the one implementation."""

    digest: str
    """Of all that was read, such as ``sha256:…``; the same wherever the source lies."""
    guards: frozenset[str]
    """Macros that only keep headers from being read twice: nothing to a program."""
    lost: tuple[Lost, ...]
    """Texts that could not be read."""

    @property
    def redeclared(self) -> Sequence[Redeclared]:
        """Names that a program meets twice and that no compiler takes twice; each is one of the
        problems, too."""

    def prepare(self) -> None:
        """Read everything ahead, because it will all be asked for."""

    def differing(self, other: Declarations) -> set[str]:
        """Keys and macros that are not in both, or may mean something else for any one target:
        that say something else, or speak of what does. Where they stand is nothing. No other
        name needs to be read to compare the two."""

    def keys(self) -> Iterable[str]:
        """Every key, without parsing anything."""

    def has(self, key: str) -> bool:
        """Whether a key is one of `keys`."""

    def has_macro(self, name: str) -> bool:
        """Whether a name is one of `macros`."""

    def get(self, key: str) -> Declaration | None:
        """The declaration of a key; None when there is none or it did not parse."""

    def text_of(self, name: str) -> str | None:
        """What a key or a macro says, as text; nothing is parsed."""

    def homes(self) -> Mapping[str, str]:
        """The header that declares a key or defines a macro, for all of them; nothing is parsed."""

    def location(self, key: str) -> Location | None:
        """Where the declaration stands."""

    def member_location(self, key: str, member: str) -> Location | None:
        """Where one of its members or enumerators stands."""

    def owner(self, enumerator: str) -> str | None:
        """The key of the enum that has this enumerator."""

    def enumerators(self) -> Mapping[str, str]:
        """Every enumerator, with the key of its enum."""

    def macros(self) -> Iterable[str]:
        """Every macro that headers of the source define, in order."""

    def macros_mentioning(self, word: str) -> Iterable[str]:
        """Object-like macros with this word, or with it as part of a word, in their text."""

    def macro(self, name: str) -> Macro | None:
        """A macro as written."""

    def macro_location(self, name: str) -> Location | None:
        """Where a macro is defined."""

    def expression(self, name: str) -> x.Expression:
        """An object-like macro's body, expanded and parsed."""

    def called(self, name: str, arguments: tuple[str, ...]) -> x.Expression:
        """What a macro with parameters makes of these arguments, expanded and parsed."""

    def named_type(self, name: str) -> CType | None:
        """The type that an object-like macro stands for; None where it is no type."""

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that could not be read, whatever was asked for before: everything is read for it."""

    def met(self, headers: Collection[str] = ()) -> tuple[Diagnostic, ...]:
        """What could not be read of what was asked for so far, and of these headers."""


class ConstantString(msgspec.Struct, frozen=True):
    """A macro whose value is a string literal, as spelled between its quotes."""

    text: str


class Surface:
    """One source for one target. Sizes and offsets are in bytes."""

    def __init__(
        self, declarations: Declarations, target: Target, headers: Headers | None = None
    ) -> None:
        self.declarations = declarations
        self.target = target
        self.headers: Headers = headers or NoHeaders()
        self._layouts: dict[str, Layout | x.Unevaluated] = {}
        self._untagged: dict[int, tuple[Record, Layout]] = {}
        """By identity: to hash a record costs as much as to lay it out."""
        self._constants: dict[str, Value | ConstantString | x.Unevaluated] = {}
        self._enums: dict[str, dict[str, Value | x.Unevaluated]] = {}
        self._numbers: dict[x.Expression, int] = {}
        self._resolved: dict[str, CType] = {}
        """Typedefs: chains of them are followed once."""
        self._sizes: dict[str, int] = {}
        self._alignments: dict[tuple[str, bool], int] = {}
        """Of typedefs: nearly every member is of one."""
        self._once: dict[object, object] = {}
        self._open: set[str] = set()
        self.pending: list[dict[str, Value | x.Unevaluated]] = []
        """Enumerators of the enums that are being evaluated right now, innermost last."""

    def once(self, work: Callable[[Surface], T]) -> T:
        """What a function finds in the surface, worked out when it is first asked for."""
        if work not in self._once:
            self._once[work] = work(self)
        return cast("T", self._once[work])

    def keys(self, kind: str = "") -> Iterator[str]:
        """Keys of all declarations, or of one kind: ``struct``, ``typedef``, …"""
        prefix = f"{kind} " if kind else ""
        return (key for key in self.declarations.keys() if key.startswith(prefix))

    def declaration(self, key: str) -> Declaration | None:
        """What a header says under a key, or of a record without a tag inside (`abi.untagged`)."""
        if is_inner(key):
            return find(key, self.declarations.get(outermost(key)))
        return self.declarations.get(key)

    # Types

    def resolve(self, ctype: CType) -> CType:
        """The type without qualifiers, typedefs and ``typeof``."""
        chain: dict[str, None] = {}
        while True:
            match ctype:
                case Qualified(inner, _):
                    ctype = inner
                case TypeOf(expression):
                    ctype = type_of(expression, self)
                case Named(key) if key in self._resolved:
                    ctype = self._resolved[key]
                case Named(key) if key.startswith("typedef "):
                    declaration = self.declaration(key)
                    if not isinstance(declaration, Typedef) or key in chain:
                        raise NotConstantError(f"unknown type '{key.partition(' ')[2]}'")
                    chain[key] = None
                    ctype = declaration.type
                case _:
                    if not self.pending:  # names may mean something else while an enum is evaluated
                        self._resolved.update(dict.fromkeys(chain, ctype))
                    return ctype

    def size_of(self, ctype: CType) -> int:
        """``sizeof``; a function has size 1, as GNU C gives it.

        Raises:
            NotConstantError: an incomplete or unknown type.
        """
        if isinstance(ctype, Named):  # most members
            return self._size_of_named(ctype.key)
        match ctype:
            case Scalar(name):
                return self._scalar(name).size
            case Pointer():
                return self.target.pointer.size
            case Array(of, count):
                return self.size_of(of) * self.count(count)
            case Function():
                return 1
            case Moded(_, mode):
                return self._mode_size(mode)
            case Vector(_, size):
                return self.number(size)
            case InlineRecord(record):
                return self.layout_of(record).size
            case _:
                return self.size_of(self.resolve(ctype))

    def _size_of_named(self, key: str) -> int:
        if key.startswith("typedef "):
            return self._typedef_size(key)
        if key.startswith("enum "):
            return self.size_of(self.enum_type(key))
        return self._known(key).size

    def _scalar(self, name: str) -> ScalarLayout:
        found = self.target.scalars.get(name)
        if found is None:
            raise NotConstantError(f"{self.target.name} has no '{name}'")
        return found

    def _typedef_size(self, key: str) -> int:
        if key not in self._sizes:
            size = self.size_of(self.resolve(Named(key)))
            if self.pending:  # names may mean something else while an enum is evaluated
                return size
            self._sizes[key] = size
        return self._sizes[key]

    def align_of(self, ctype: CType, *, preferred: bool = False) -> int:
        """``_Alignof``, which is a member's alignment; with `preferred` ``__alignof__``.

        Raises:
            NotConstantError: an incomplete or unknown type.
        """
        if isinstance(ctype, Named):  # most members
            return self._align_of_named(ctype.key, preferred)
        match ctype:
            case Scalar(name):
                scalar = self._scalar(name)
                return scalar.align if preferred else scalar.member
            case Pointer():
                return self.target.pointer.align
            case Array(of, _):
                return self.align_of(of, preferred=preferred)
            case Function():
                return 1
            case Moded(_, mode):
                same = {1: "char", 2: "short", 4: "int", 8: "long long", 16: "__int128"}
                return self.align_of(
                    Scalar(same[self._mode_size(mode)]),
                    preferred=preferred,
                )
            case Vector(_, size):
                return self.target.vector_align(self.number(size), in_record=not preferred)
            case InlineRecord(record):
                return self.layout_of(record).align
            case Qualified(inner, _):
                return self.align_of(inner, preferred=preferred)
            case TypeOf(expression):
                return self.align_of(type_of(expression, self), preferred=preferred)

    def _align_of_named(self, key: str, preferred: bool) -> int:
        if key.startswith("enum "):
            return self.align_of(self.enum_type(key), preferred=preferred)
        if not key.startswith("typedef "):
            return self._known(key).align
        known = self._alignments.get((key, preferred))
        if known is None:
            known = self._typedef_align(key, preferred)
            if not self.pending:  # names may mean something else while an enum is evaluated
                self._alignments[key, preferred] = known
        return known

    def _typedef_align(self, key: str, preferred: bool) -> int:
        """The alignment that the first of a chain of typedefs gives that gives one (GNU: it may
        raise or lower it; the last ``aligned`` holds), or that of the type at its end."""
        ctype: CType = Named(key)
        seen: set[str] = set()
        while isinstance(ctype, Named) and ctype.key.startswith("typedef "):
            declaration = self.declaration(ctype.key)
            if not isinstance(declaration, Typedef) or ctype.key in seen:
                raise NotConstantError(f"unknown type '{ctype.key.partition(' ')[2]}'")
            if (ctype.key, preferred) in self._alignments:
                return self._alignments[ctype.key, preferred]
            if declaration.aligned:
                return self.number(declaration.aligned[-1])
            seen.add(ctype.key)
            ctype = declaration.type
        return self.align_of(ctype, preferred=preferred)

    def count(self, bound: x.Expression | None) -> int:
        """Elements of an array; 0 for a flexible one."""
        if bound is None:
            return 0
        number = self.number(bound)
        if number < 0:
            raise NotConstantError("an array with a negative size")
        return number

    def number(self, expression: x.Expression) -> int:
        """The value of a constant expression that must have one."""
        known = self._numbers.get(expression)
        if known is not None:
            return known
        found = evaluate(expression, self)
        if isinstance(found, x.Unevaluated):
            raise NotConstantError(found.reason)
        if not self.pending:  # names may mean something else while an enum is evaluated
            self._numbers[expression] = found.value
        return found.value

    def _mode_size(self, mode: str) -> int:
        name = mode.strip("_")
        if name == "word":
            return self.target.word_size
        if name == "pointer":
            return self.target.pointer.size
        if name not in _MODES:
            raise NotConstantError(f"unknown machine mode '{mode}'")
        return _MODES[name]

    def member(self, record: CType, name: str) -> tuple[int, CType]:
        """Offset (bytes, from the record's start) and type of a member, by name.

        Raises:
            NotConstantError: no such member, or a bit-field.
        """
        resolved = self.resolve(record)
        if isinstance(resolved, InlineRecord):
            layout = self.layout_of(resolved.record)
        elif isinstance(resolved, Named):
            layout = self._known(resolved.key)
        else:
            raise NotConstantError("not a struct or union")
        for placed in layout.named():
            if placed.name == name:
                if placed.bit_width is not None:
                    raise NotConstantError(f"'{name}' is a bit-field")
                return placed.offset, placed.type
        raise NotConstantError(f"no member named '{name}'")

    def variable_type(self, name: str) -> CType:
        """The type of an object that a header declares."""
        declaration = self.declaration(f"variable {name}")
        if isinstance(declaration, Variable):
            return declaration.type
        raise NotConstantError(f"'{name}' is not declared")

    # Layouts

    def layout(self, key: str) -> Layout | x.Unevaluated:
        """The layout of a record, by key; why not, where it has none.

        A record without a tag has the key of the typedef or the variable that names it, or of
        what leads to it (`abi.untagged`).
        """
        if key not in self._layouts:
            if key in self._open:
                return x.Unevaluated(f"'{key}' contains itself")
            self._open.add(key)
            try:
                self._layouts[key] = self._lay_out(key)
            finally:
                self._open.discard(key)
        return self._layouts[key]

    def layout_of(self, record: Record) -> Layout:
        """The layout of a record without a tag.

        Raises:
            NotConstantError: it has none.
        """
        known = self._untagged.get(id(record))
        if known is None:
            known = record, self._laid_out("an anonymous record", record)
            if not self.pending:  # names may mean something else while an enum is evaluated
                self._untagged[id(record)] = known
        return known[1]

    def _lay_out(self, key: str) -> Layout | x.Unevaluated:
        record = itself(self.declaration(key))
        if record is None:
            return x.Unevaluated(f"'{key}' is not defined")
        try:
            return self._laid_out(key, record)
        except NotConstantError as reason:
            return x.Unevaluated(str(reason))
        except RecursionError:
            return x.Unevaluated("nested too deeply")

    def _laid_out(self, name: str, record: Record) -> Layout:
        if record.members is None:
            raise NotConstantError(f"'{name}' is only declared")
        layout = lay_out(record, self)
        if layout.size >= 1 << (self.target.bits - 1):
            raise NotConstantError(f"'{name}' is larger than the address space")
        return layout

    def _known(self, key: str) -> Layout:
        found = self.layout(key)
        if isinstance(found, x.Unevaluated):
            raise NotConstantError(found.reason)
        return found

    # Enums and constants

    def enum_type(self, key: str) -> Scalar:
        """The integer type behind an enum (C11 6.7.2.2p4, as GCC chooses it)."""
        declaration = self.declaration(key)
        if not isinstance(declaration, Enum):
            raise NotConstantError(f"'{key}' is not defined")
        return enum_scalar(declaration, key, self)

    def enumerators(self, key: str) -> dict[str, Value | x.Unevaluated]:
        """The values of an enum's enumerators, in order."""
        if key not in self._enums:
            declaration = self.declaration(key)
            self._enums[key] = (
                enumerator_values(declaration, self) if isinstance(declaration, Enum) else {}
            )
        return self._enums[key]

    def enumerator(self, name: str) -> Value | x.Unevaluated | None:
        """An enumerator's value; None when no enum has it."""
        for pending in reversed(self.pending):
            if name in pending:
                return pending[name]
        key = self.declarations.owner(name)
        if key is None:
            return None
        if key in self._open:
            return x.Unevaluated(f"'{name}' depends on itself")
        self._open.add(key)
        try:
            found = self.enumerators(key)
            plain = name.partition("@")[0]  # a header may say what the others do
            return found.get(name) if plain == name else found.get(name, found.get(plain))
        finally:
            self._open.discard(key)

    def constant(self, name: str) -> Value | ConstantString | x.Unevaluated:
        """The value of an object-like macro."""
        if name not in self._constants:
            self._constants[name] = self._constant(self.declarations.expression(name))
        return self._constants[name]

    def _constant(self, expression: x.Expression) -> Value | ConstantString | x.Unevaluated:
        if isinstance(expression, x.String):
            return ConstantString(expression.text)
        found = evaluate(expression, self)
        if isinstance(found, Value) and isinstance(found.type, Pointer):
            return x.Unevaluated("an address, not an integer")
        return found

    def is_unsigned(self, ctype: CType) -> bool:
        """Whether an integer type is unsigned on this target."""
        return is_unsigned(self.resolve(ctype), self)
