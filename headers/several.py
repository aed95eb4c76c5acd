"""The declarations of a tree whose headers do not all get along: one main unit, and others.

A header that was read by itself adds its names to those of the main unit.
Where a name means something else there, it is known as ``name@header``, and
so it is called by all that the header says.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from abi import expression as x
from abi.ctype import CType
from abi.declarations import Declaration, Macro, Redeclared
from abi.diagnostic import Diagnostic, Location
from abi.header import Headers, NoHeaders, closure
from abi.sight import Lost
from abi.surface import Declarations
from headers.declarations import UnitDeclarations
from headers.parts import Part, Rename, is_same, renamed, speakers
from headers.programs import is_for_programs
from headers.saying import tokens_of


class HeaderDeclarations:
    """`abi.surface.Declarations` over all units of a tree.

    `through` has the headers that only those read that are read by themselves, and the one
    of these by which programs get them; `before`, what some need and do not include.
    """

    def __init__(
        self,
        main: UnitDeclarations,
        parts: Iterable[tuple[str, UnitDeclarations]],
        digest: str,
        guards: frozenset[str],
        *,
        through: Mapping[str, str] | None = None,
        before: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.main = main
        self.digest = digest
        self.guards = guards
        self.before = before or {}
        self.problems: list[Diagnostic] = []
        self.lost: tuple[Lost, ...] = ()
        self.headers: Headers = NoHeaders()
        """The texts, which say what a header includes."""
        self._found: dict[str, Declaration | None] = {}
        self._closures: dict[str, frozenset[str]] = {}
        self._alike: dict[str, tuple[UnitDeclarations, str, Rename | None] | None] = {}
        self._parts = list(speakers(list(parts), through or {}))
        others = [part for part in self._parts if is_for_programs(part.header)]
        main.know(
            (part.declarations.typedefs_in(part.files) for part in others),
            lambda: (part.declarations.macros_in(part.files) for part in others),
        )

    def prepare(self) -> None:
        """Read everything now: it will all be asked for."""
        from headers.prepare import prepare

        prepare(self.main)

    def differing(self, other: Declarations) -> set[str]:
        """What may mean something else in another tree."""
        if not isinstance(other, HeaderDeclarations):
            raise TypeError("declarations of headers can only be compared with such")
        from headers.differing import differing

        return differing(self, other)

    def text_of(self, name: str) -> str | None:
        """What a key or a macro says, by itself."""
        unit, own, _ = self._find(name)
        return unit.text_of(own)

    def code_of(self, key: str) -> str | None:
        """The text that declares a key."""
        unit, own, _ = self._find(key)
        return unit.code_of(own)

    def words_of(self, name: str) -> set[str]:
        """The words by which others speak of a key or a macro."""
        unit, own, _ = self._find(name)
        return unit.words_of(own)

    @functools.cached_property
    def apart_names(self) -> set[str]:
        """Keys and macros that only headers have that are read by themselves."""
        return {
            n
            for n, (part, own) in self._homes.items()
            if part.declarations.text_of(own) is not None
        }

    def said(self) -> Iterator[tuple[str, str]]:
        """All keys and macros, with what they say by themselves."""
        yield from self.main.said()
        yield from ((name, self.text_of(name) or "") for name in self.apart_names)

    def known_as(self, unit: UnitDeclarations, names: set[str]) -> set[str]:
        """What the names of a header's own unit are called in the tree, those that only it has."""
        homes = self._homes.items()
        return {n for n, (part, own) in homes if part.declarations is unit and own in names}

    def parts_beside(
        self, other: HeaderDeclarations
    ) -> Iterator[tuple[UnitDeclarations, UnitDeclarations]]:
        """The units of headers that both read by themselves."""
        theirs = {part.header: part.declarations for part in other._parts}
        for part in self._parts:
            if part.header in theirs:
                yield part.declarations, theirs[part.header]

    def homes(self) -> Mapping[str, str]:
        return self._all_homes

    @functools.cached_property
    def _all_homes(self) -> dict[str, str]:
        found = self.main.homes()
        for name, (part, own) in self._homes.items():
            found[name] = part.homes.get(own, part.header)
        return found

    @property
    def apart(self) -> frozenset[str]:
        """Headers that were read by themselves."""
        return frozenset(part.header for part in self._parts)

    @functools.cached_property
    def _homes(self) -> dict[str, tuple[Part, str]]:
        """Names that only a part has: the part, and what it calls them."""
        homes: dict[str, tuple[Part, str]] = {}
        for part in self._parts:
            other = self._others(part, homes)
            for name in (*part.names.keys, *part.names.enumerators, *part.names.macros):
                if name in other:
                    part.called[name] = f"{name}@{part.header}"
                elif self._holder(name, homes) is not None:
                    continue
                homes[part.call(name)] = part, name
        return homes

    def _holder(self, name: str, homes: dict[str, tuple[Part, str]]) -> UnitDeclarations | None:
        """Who gives a plain name its meaning so far."""
        if name in homes:
            return homes[name][0].declarations
        has = self.main.has(name) if " " in name else self.main.has_constant(name)
        return self.main if has else None

    def _others(self, part: Part, homes: dict[str, tuple[Part, str]]) -> set[str]:
        """Names that mean something else in a part than in the tree: by themselves or by others."""
        words: dict[str, tuple[str, ...]] = {}
        other: set[str] = set()
        new: set[str] = set()
        for name in (*part.names.keys, *part.names.enumerators, *part.names.macros):
            holder = self._holder(name, homes)
            if holder is None:
                new.add(name.rpartition(" ")[2])
                continue
            own = part.declarations.meaning(name)
            words[name] = own
            if own != holder.meaning(name):
                other.add(name)
        new |= self._otherwise_included(part, homes)
        while True:  # what speaks of a name that is new or means something else does so, too
            bare = new | {name.rpartition(" ")[2] for name in other}
            more = {n for n, own in words.items() if n not in other and not bare.isdisjoint(own)}
            if not more:
                return other
            other |= more

    def _otherwise_included(self, part: Part, homes: dict[str, tuple[Part, str]]) -> set[str]:
        """Macros of what a part includes that do not come to what the tree has by these names."""
        texts = part.declarations.macro_texts
        found: set[str] = set()
        for name, macro in texts.items():
            holder = homes[name][0].declarations if name in homes else self.main
            other = holder.macro_texts.get(name)
            if other is not None and macro.header not in part.files and not is_same(macro, other):
                found.add(name)
        while found:
            speaking = (n for n, m in texts.items() if n not in found)
            more = {n for n in speaking if not found.isdisjoint(tokens_of(texts[n].body))}
            if not more:
                break
            found |= more
        return found

    def _find(self, name: str) -> tuple[UnitDeclarations, str, Rename | None]:
        """Who declares a name, what it is called there, and how to rename what it says."""
        if self._is_in_part(name):
            part, own = self._homes[name]
            return part.declarations, own, part.call if part.called else None
        return self._said_alike(name) or (self.main, name, None)

    def _said_alike(self, name: str) -> tuple[UnitDeclarations, str, Rename | None] | None:
        """Who declares what a header says as the others do: ``NAME@HEADER`` is there, too, for
        another tree in which that header says something else. It is not listed."""
        if "@" not in name or self._is_in_part(name):
            return None
        if name not in self._alike:
            self._alike[name] = self._look_up_alike(*name.split("@", 1))
        return self._alike[name]

    def _look_up_alike(
        self, own: str, header: str
    ) -> tuple[UnitDeclarations, str, Rename | None] | None:
        for part in self._parts:
            if part.header == header:
                is_said = part.declarations.says(own, header)
                return (part.declarations, own, part.call) if is_said else None
        return (self.main, own, None) if self.main.says(own, header) else None

    def keys(self) -> Iterator[str]:
        yield from self.main.keys()
        yield from (name for name in self._homes if " " in name)

    def has(self, key: str) -> bool:
        if " " not in key:
            return False
        return self.main.has(key) or self._is_in_part(key) or self._said_alike(key) is not None

    def has_macro(self, name: str) -> bool:
        if self.main.has_macro(name) or not self._is_in_part(name):
            return self.main.has_macro(name) or self._said_alike(name) is not None
        part, own = self._homes[name]
        return part.declarations.macro(own) is not None

    def _is_in_part(self, name: str) -> bool:
        """Whether only a part has a name."""
        homes = self.__dict__.get("_homes")
        if homes is None:
            return self._is_elsewhere(name) and name in self._homes
        return name in homes

    def _is_elsewhere(self, name: str) -> bool:
        """Whether a name may be that of a part; decided without comparing all that parts say."""
        if "@" in name:
            return bool(self._parts)
        if " " in name:
            return name in self._part_keys and not self.main.has(name)
        return bool(self._parts) and not self.main.has_constant(name)

    @functools.cached_property
    def _part_keys(self) -> frozenset[str]:
        """Keys of all parts, as they call them."""
        return frozenset(
            key for part in self._parts for key in part.declarations.keys_in(part.files)
        )

    def get(self, key: str) -> Declaration | None:
        if key not in self._found:
            unit, own, rename = self._find(key)
            found = unit.get(own)
            if found is not None and rename is not None:
                found = renamed(found, rename)
            self._found[key] = found
        return self._found[key]

    def location(self, key: str) -> Location | None:
        unit, own, _ = self._find(key)
        return unit.location(own, key.partition("@")[2])

    def member_location(self, key: str, member: str) -> Location | None:
        unit, own, _ = self._find(key)
        return unit.member_location(own, member.partition("@")[0])

    def owner(self, enumerator: str) -> str | None:
        unit, own, rename = self._find(enumerator)
        key = unit.owner(own)
        return key if rename is None or key is None else rename(key)

    def enumerators(self) -> Mapping[str, str]:
        return self._enumerators

    @functools.cached_property
    def _enumerators(self) -> dict[str, str]:
        found = dict(self.main.enumerators())
        for name, (part, own) in self._homes.items():
            key = None if " " in name else part.declarations.owner(own)
            if key is not None:
                found[name] = part.call(key)
        return found

    def macros(self) -> Iterator[str]:
        yield from self.main.macros()
        for name, (part, own) in self._homes.items():
            if " " not in name and part.declarations.macro(own) is not None:
                yield name

    def macros_mentioning(self, word: str) -> Iterator[str]:
        yield from (n for n in self.main.macros_mentioning(word) if n not in self._homes)
        own = {p.header: set(p.declarations.macros_mentioning(word)) for p in self._parts}
        yield from (n for n, (p, called) in self._homes.items() if called in own[p.header])

    def macro(self, name: str) -> Macro | None:
        unit, own, _ = self._find(name)
        return unit.macro(own)

    def macro_location(self, name: str) -> Location | None:
        unit, own, _ = self._find(name)
        return unit.macro_location(own)

    def expression(self, name: str) -> x.Expression:
        unit, own, rename = self._find(name)
        found = unit.expression(own)
        return found if rename is None else renamed(found, rename)

    def called(self, name: str, arguments: tuple[str, ...]) -> x.Expression:
        unit, own, rename = self._find(name)
        found = unit.called(own, arguments)
        return found if rename is None else renamed(found, rename)

    def named_type(self, name: str) -> CType | None:
        unit, own, rename = self._find(name)
        found = unit.named_type(own)
        return found if found is None or rename is None else renamed(found, rename)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        _ = self._homes
        self.main.read()
        for part in self._parts:
            part.declarations.read(part.files)
        return tuple(dict.fromkeys([*self._said(), *self._clashes()]))

    def met(self, headers: Collection[str] = ()) -> tuple[Diagnostic, ...]:
        self.main.read(headers)
        for part in self._parts:
            part.declarations.read(part.files.intersection(headers))
        return tuple(dict.fromkeys(self._said()))

    def _said(self) -> Iterator[Diagnostic]:
        """What was met so far, in an order that does not depend on when. A header that is read by
        itself speaks for itself only: what it includes was read with the others, too."""
        yield from self.problems
        yield from map(_of_redeclared, self.redeclared)
        found = list(self.main.problems)
        for part in self._parts:
            found += (p for p in part.declarations.problems if p.header in part.files)
        yield from sorted(found, key=lambda d: (d.header, d.line, d.message))

    @functools.cached_property
    def redeclared(self) -> tuple[Redeclared, ...]:
        """What a program meets twice that includes one of the headers."""
        found = [*self.main.redeclared(self._reaches)]
        for part in self._parts:  # its unit is what a program meets that includes it
            found += part.declarations.redeclared(lambda *pair, own=part.header: own in pair)
        places = {(one.name, one.second): one for one in found}
        return tuple(sorted(places.values(), key=_place_of_second))

    def _reaches(self, header: str, other: str) -> bool:
        if header not in self._closures:
            self._closures[header] = closure(header, self.headers)
        return other in self._closures[header]

    def _clashes(self) -> Iterator[Diagnostic]:
        for part in self._parts:
            if part.called:
                some = ", ".join(name.rpartition(" ")[2] for name in list(part.called)[:3])
                more = f" and {len(part.called) - 3} more" if len(part.called) > 3 else ""
                yield Diagnostic(
                    "note",
                    f"other headers give {some}{more} another meaning; those of this one are "
                    f"called NAME@{part.header}",
                    part.header,
                )


def _place_of_second(one: Redeclared) -> tuple[str, int, str]:
    return one.second.header, one.second.line, one.name


def _of_redeclared(one: Redeclared) -> Diagnostic:
    message = f"{one.name} is declared twice: in {one.first}, too"
    return Diagnostic("error", message, one.second.header, one.second.line)
