"""What carries a record to the kernel: ioctls whose argument it is, and records that embed it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from abi.called import ioctl_called
from abi.consequences import addressed, mentioned, passed
from abi.ctype import Array, CType, Function, Named, Pointer, Qualified
from abi.declarations import Enum
from abi.evaluate import NotConstantError
from abi.ioctl import Ioctl, ioctl_of
from abi.layout import Layout
from abi.rules.ioctl_numbers import IoctlNumbers
from abi.surface import Surface
from abi.untagged import (
    around,
    is_element,
    is_elsewhere,
    is_inner,
    itself,
    outermost,
    own_type,
)

_TAGS = {
    kind: re.compile(rf"{kind}\s++(\w++)(?:[ \t)]*(?:,\s*)?\w|\s*\*)")
    for kind in ("struct", "union")
}
"""Where a tag may be a member's type, or what one points to. Two patterns that begin with a word
take a fifth of the time that one of both takes."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_DEFINED = re.compile(r"typedef\s+(struct|union)\s+(\w+)\s*\{")
_DEEPEST = 64
"""Steps from a type to what it is made of: more than any header has, and an end of a loop."""
_ENUMERATED = re.compile(r"=\s*\w*_IO\w*\s*\(")


class Carriers:
    """Of one surface; each is worked out when it is asked for, once."""

    def __init__(
        self, surface: Surface, numbers: IoctlNumbers, changed: Iterable[str] = ()
    ) -> None:
        self.surface = surface
        self.numbers = numbers
        self._changed = tuple(changed)
        """Names with another number on each side, which may be ioctls in any spelling: macros with
        parameters, and macros around macros. To look at all of those would cost too much."""
        self._by_name: dict[str, Ioctl | None] = {}
        self._ioctls: dict[str, tuple[Ioctl, ...]] = {}
        self._embedders: dict[str, list[str]] = {}
        self._pointers: dict[str, list[str]] = {}
        self._ways: dict[str, frozenset[str]] = {}
        self._addressed: dict[str, bool] = {}
        self._said: dict[str, set[str]] = {}
        """What each record speaks of, other than behind pointers."""

    # Ioctls

    def ioctls(self, key: str) -> tuple[Ioctl, ...]:
        """The ioctls, macros and enumerators, whose argument is this record, a typedef of it, or
        an array of it."""
        if key not in self._ioctls:
            words = {key.partition(" ")[2].partition("@")[0]} | self._typedefs(key)
            names = {name for word in words for name in self.numbers.by_word.get(word, ())}
            macros = (self.numbers.named(name) for name in sorted(names))
            own = [i for i in macros if i is not None and key in self._taken(i.argument)]
            own += self._enumerated.get(key, ())
            own += (i for i in self._others if key in self._taken(i.argument) or _speaks_of(i, key))
            self._ioctls[key] = tuple({i.name: i for i in own}.values())
        return self._ioctls[key]

    def ioctl(self, name: str) -> Ioctl | None:
        """What a macro or an enumerator says as an ioctl."""
        if name not in self._by_name:
            self._by_name[name] = self._named(name)
        return self._by_name[name]

    def _named(self, name: str) -> Ioctl | None:
        macro = self.surface.declarations.macro(name)
        if macro is not None:
            is_called = macro.parameters is not None
            return ioctl_called(name, self.surface) if is_called else self.numbers.named(name)
        key = self.surface.declarations.owner(name)
        return next(self._of_enum(key, name), None) if key else None

    def _taken(self, argument: object) -> tuple[str, ...]:
        """The keys of what an ioctl takes: its argument's own, and that of the record behind
        typedefs and arrays."""
        own = argument.key if isinstance(argument, Named) else ""
        if own.startswith(("struct ", "union ")) or not isinstance(argument, CType):
            return (own,)
        try:
            found = self.surface.resolve(argument)
            while isinstance(found, Array):
                found = self.surface.resolve(found.of)
        except NotConstantError:
            return (own,)
        return own, found.key if isinstance(found, Named) else ""

    def _typedefs(self, key: str) -> set[str]:
        """The names of typedefs of a record, in the header that declares it."""
        tag = key.partition(" ")[2]
        return {f"{tag}_t", tag.removesuffix("_s") + "_t", tag.removesuffix("_") + "_t"}

    @functools.cached_property
    def _others(self) -> tuple[Ioctl, ...]:
        """The ioctls among the names whose number changed."""
        return tuple(i for name in self._changed if (i := self.ioctl(name)) is not None)

    @functools.cached_property
    def _enumerated(self) -> Mapping[str, list[Ioctl]]:
        """The ioctls that are enumerators, as those of ``linux/android/binder.h`` are, by what
        they take."""
        headers = {name for name, text in self._texts() if _ENUMERATED.search(text)}
        homes = self.surface.declarations.homes() if headers else {}
        keys = (k for k, home in homes.items() if home in headers and k.startswith("enum "))
        found: dict[str, list[Ioctl]] = {}
        for ioctl in (ioctl for key in keys for ioctl in self._of_enum(key)):
            for key in set(self._taken(ioctl.argument)):
                found.setdefault(key, []).append(ioctl)
        return found

    def _of_enum(self, key: str, name: str = "") -> Iterator[Ioctl]:
        """All of an enum, or that of one name."""
        declaration = self.surface.declaration(key)
        for one in (declaration.enumerators or ()) if isinstance(declaration, Enum) else ():
            is_asked = one.value is not None and name in ("", one.name)
            found = ioctl_of(one.name, one.value, self.surface) if is_asked and one.value else None
            if found is not None:
                yield found

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in self.surface.headers.names():
            header = self.surface.headers.get(name)
            if header is not None:
                yield name, header.text

    # Records

    def embedders(self, key: str) -> list[str]:
        """The records that have a record as a member, or as an array's elements."""
        if is_inner(key):
            return [around(key)]
        if key not in self._embedders:
            homes = self._that_mention(key)
            self._embedders[key] = [k for home in homes for k in self._embedders_in(home, key)]
        return self._embedders[key]

    def _that_mention(self, key: str) -> list[str]:
        """The headers in whose text a record or a typedef may be a member's type."""
        kind, _, tag = key.partition("@")[0].partition(" ")
        if kind != "typedef":
            return self._mentioned.get(tag, [])
        return [name for name, text in self._texts() if tag in text]

    def _embedders_in(self, header: str, key: str) -> Iterator[str]:
        """Those that one header declares; only what has the tag in its text is parsed."""
        tag = key.partition("@")[0].partition(" ")[2]
        for other in self._records_of.get(header, ()):
            if other != key and tag in (self.surface.declarations.text_of(other) or ""):
                if other not in self._said:
                    self._said[other] = mentioned(self.surface.declaration(other))
                if key in self._said[other]:
                    yield other

    @functools.cached_property
    def _mentioned(self) -> Mapping[str, list[str]]:
        """The headers that have a tag in their text, where it may be a member's type, or what a
        member points to."""
        found: dict[str, list[str]] = {}
        for name, text in self._texts():
            patterns = (pattern for kind, pattern in _TAGS.items() if kind in text)
            for tag in {tag for pattern in patterns for tag in pattern.findall(text)}:
                found.setdefault(tag, []).append(name)
        return found

    @functools.cached_property
    def _records_of(self) -> Mapping[str, list[str]]:
        """Records by the header that declares them."""
        found: dict[str, list[str]] = {}
        for key, home in self.surface.declarations.homes().items():
            if " " in key and not key.startswith("enum "):
                found.setdefault(home, []).append(key)
        return found

    def pointers(self, key: str) -> list[str]:
        """The records that have an address of a record, or of an array of it, in them."""
        if is_inner(key):
            found = is_elsewhere(key, self.surface.declarations.get(outermost(key)))
            return [around(key)] if found else []
        if key not in self._pointers:
            homes = self._that_mention(key)
            self._pointers[key] = [k for home in homes for k in self._pointers_in(home, key)]
        return self._pointers[key]

    def _pointers_in(self, header: str, key: str) -> Iterator[str]:
        tag = key.partition("@")[0].partition(" ")[2]
        pattern = re.compile(rf"\b{re.escape(tag)}\b[^;]*\*")
        for other in self._records_of.get(header, ()):
            is_record = other.startswith(("struct ", "union ", "typedef "))
            text = self.surface.declarations.text_of(other) if is_record else None
            may_point = text is not None and "*" in text and pattern.search(text) is not None
            if may_point and key in addressed(self.surface.declaration(other)):
                yield other

    def ways(self, key: str) -> frozenset[str]:
        """The ioctls that carry a record, by itself, inside others or by its address in others;
        with ``""`` where some record around it, or it itself, has none: then nobody knows how it
        reaches the kernel."""
        if key not in self._ways:
            self._ways[key] = frozenset(self._find_ways(key, set()))
        return self._ways[key]

    def _find_ways(self, key: str, seen: set[str]) -> Iterator[str]:
        if key in seen:
            return
        seen.add(key)
        ioctls, holders = self.ioctls(key), [*self.embedders(key), *self.pointers(key)]
        yield from (ioctl.name for ioctl in ioctls)
        for holder in holders:
            yield from self._find_ways(holder, seen)
        if not ioctls and not holders:
            yield ""

    def is_addressed(self, key: str) -> bool:
        """Whether a record reaches the kernel by its address in another one, or is in one that
        does: then the direction of an ioctl, which is that of its argument, says nothing of it."""
        if key not in self._addressed:
            holders = self._with_embedders(key)
            self._addressed[key] = any(self.pointers(current) for current in holders)
        return self._addressed[key]

    def passing(self, key: str) -> list[str]:
        """What declares a function that takes or gives a record by value, by itself or in another
        one: functions, and the records and typedefs that have a pointer to such a function."""
        found: dict[str, None] = {}
        for current in self._with_embedders(key):
            for name in (current, *self._typedefs_with_body.get(current, ())):
                word = name.partition("@")[0].partition(" ")[2]
                for other in self._with_functions.get(word, ()):
                    if other != name and name in passed(self.surface.declaration(other)):
                        found[other] = None
        return list(found)

    @functools.cached_property
    def _with_functions(self) -> Mapping[str, list[str]]:
        """Functions, and what may have a pointer to one, by the words in what they say."""
        found: dict[str, list[str]] = {}
        for key, text in self._said_by_keys():
            if "(" in text:
                for word in set(_WORD.findall(text)):
                    found.setdefault(word, []).append(key)
        return found

    @functools.cached_property
    def _typedefs_with_body(self) -> Mapping[str, list[str]]:
        """Typedefs of records that they define, with a tag, by its key."""
        found: dict[str, list[str]] = {}
        for key, text in self._said_by_keys("typedef "):
            match = _DEFINED.search(text)
            if match is not None:
                found.setdefault(f"{match[1]} {match[2]}", []).append(key)
        return found

    def _said_by_keys(self, kind: str = "") -> Iterator[tuple[str, str]]:
        declarations = self.surface.declarations
        for own in self._records_of.values():
            yield from ((k, declarations.text_of(k) or "") for k in own if k.startswith(kind))

    def _with_embedders(self, key: str) -> Iterator[str]:
        """A record, and those that it is in, directly or not."""
        seen, open_keys = {key}, [key]
        while open_keys:
            current = open_keys.pop()
            yield current
            more = [k for k in self.embedders(current) if k not in seen]
            seen.update(more)
            open_keys += more

    def array_of(self, key: str) -> str:
        """The first of `arrays_of`; empty if there is none."""
        return next(self.arrays_of(key), "")

    def arrays_of(self, key: str) -> Iterator[str]:
        """What has an array of a record, flexible or not, by itself or behind a pointer:
        ``struct x.items``; the first of each declaration."""
        if is_inner(key):
            declaration = self.surface.declarations.get(outermost(key))
            yield from [key] if is_element(key, declaration) else []
            return
        tag = key.partition("@")[0].partition(" ")[2]
        for header in self._that_mention(key):
            for other in self._records_of.get(header, ()):
                if tag in (self.surface.declarations.text_of(other) or ""):
                    found = self._array_in(other, key)
                    if found:
                        yield found

    def _array_in(self, other: str, key: str) -> str:
        declaration = self.surface.declaration(other)
        own = own_type(declaration)
        if own is not None and itself(declaration) is None:
            return other if self._has_array(own, key) else ""
        layout = self.surface.layout(other)
        leaves = layout.leaves() if isinstance(layout, Layout) else ()
        paths = (path for path, leaf in leaves if self._has_array(leaf.type, key))
        return next((f"{other}.{path}" for path in paths), "")

    def _has_array(self, ctype: CType, key: str, is_array: bool = False, depth: int = 0) -> bool:
        """Whether a type has an array of a record in it, also behind pointers and typedefs."""
        if depth > _DEEPEST:
            return False
        match ctype:
            case Named(name) if name == key:
                return is_array
            case Array(of, _):
                return self._has_array(of, key, True, depth + 1)
            case Pointer(to):
                return self._has_array(to, key, False, depth + 1)
            case Qualified(inner, _):
                return self._has_array(inner, key, is_array, depth + 1)
            case Function(returns, parameters):
                types = (returns, *(p.type for p in parameters))
                return any(self._has_array(t, key, False, depth + 1) for t in types)
            case Named(name) if name.startswith("typedef "):
                named = own_type(self.surface.declaration(name))
                return named is not None and self._has_array(named, key, is_array, depth + 1)
            case _:
                return False


def _speaks_of(ioctl: Ioctl, key: str) -> bool:
    """Whether the size in a number is made with a record's: ``char[N * sizeof(struct x)]``."""
    return key in mentioned(ioctl.argument)
