"""Which headers of a tree can be read in one go, and which need a reading of their own.

Read one after the other, headers share their macros. Most get along. One that
defines a macro which another header, without including it, tests or uses in
its code changes what that other one means; two that define one macro
differently hide each other. Such headers are found in their text, before any
preprocessor runs, and set apart: a few too many cost a little time, one too
few costs the truth.

What stays together is what programs get: of headers that do not get along, those that
`headers.programs` puts first, and with one that is set apart all that include it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from abi.raw import Raw
from headers.leaks import Leaks
from headers.programs import Include, Programs
from headers.split import Piece, Unit

_WORD = re.compile(rb"[A-Za-z_]\w*")
_CONDITIONS = frozenset((b"include", b"ifdef", b"ifndef", b"if", b"elif", b"else", b"endif"))
_UNDEFINED = b"#undef"
_COMPARING = frozenset((b"if", b"elif"))
_ASKED = re.compile(rb"\bdefined\s*\(?\s*(?:\w+)")
_VALUE = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()")
_INCLUDE = re.compile(rb'\s*[<"]([^>"\n]+)[>"]')
_BLANK = bytes(c if chr(c).isalnum() or c == ord("_") else ord(" ") for c in range(256))


class Text(msgspec.Struct, gc=False):
    """What the text of one header says, whatever the conditions around it are."""

    words: set[bytes]
    """All words outside of directives."""
    defines: dict[bytes, bytes]
    """Macros with what stands behind their names; of several the last."""
    undefines: set[bytes]
    """Macros that it undefines and does not define."""
    tested: set[bytes]
    """Words in the conditions."""
    tested_behind: dict[bytes, int]
    """How many includes stand before the first condition with such a word."""
    compared: set[bytes]
    """Words whose value a condition takes, and not only whether they are defined."""
    guard: str
    """The macro that keeps the header from being read twice; empty when there is none."""
    asked: str
    """The same, also where it is defined as something."""
    includes: list[tuple[str, bool, bool]]
    """Headers, whether in quotes, and whether no condition but the guard stands before them."""


KNOWN: dict[bytes, Text] = {}
"""What headers say, by the SHA-256 of their text: most are the same for all targets."""


def facts(raw: Raw) -> Text:
    """What one header says; of its bytes, decoded as Latin-1."""
    parts = raw.pieces_in_bytes()
    words = set(b" ".join(parts[::4]).translate(_BLANK).split())
    text = Text(words, {}, set(), set(), {}, set(), "", "", [])
    conditions = []
    for keyword, word, rest in zip(parts[1::4], parts[2::4], parts[3::4], strict=True):
        if keyword == b"define":
            text.defines[word] = rest
        elif keyword == b"undef":
            text.undefines.add(word)
        elif keyword in _CONDITIONS:
            conditions.append((keyword, word + rest))
    depth, guard = 0, b""
    for place, (keyword, rest) in enumerate(conditions):
        if keyword == b"include":
            if found := _INCLUDE.match(rest):
                name = found[1].decode("utf-8", "surrogateescape")
                text.includes.append((name, b'"' in found[0], depth == bool(guard)))
        elif keyword == b"endif":
            depth -= 1
        elif keyword != b"else":
            if place == 0 and keyword == b"ifndef":
                guard = rest.strip()
            depth += keyword != b"elif"
            for tested in _WORD.findall(rest):
                text.tested_behind.setdefault(tested, len(text.includes))
            if keyword in _COMPARING:
                text.compared.update(_compared(rest))
    text.tested.update(text.tested_behind)
    text.undefines -= text.defines.keys()
    text.tested.discard(guard)
    text.defines.pop(b"", None)
    text.asked = guard.decode("utf-8", "replace") if guard in text.defines else ""
    if guard and not text.defines.get(guard, b"1").strip():
        text.guard = guard.decode("utf-8", "replace")
    return text


def _compared(condition: bytes) -> set[bytes]:
    """The words of a condition that must have a value; those of calls are none."""
    asked = set(_WORD.findall(b" ".join(_ASKED.findall(condition))))
    return set(_VALUE.findall(_ASKED.sub(b" ", condition))) - asked


class Need(NamedTuple):
    """Headers that another one needs before it, the fewest, and what they define for it."""

    headers: tuple[str, ...]
    macros: tuple[str, ...]


class Partition:
    """The headers of a search path and what stands between them.

    `digests` are the SHA-256 of all headers by name; `read` gives the text of one.
    """

    def __init__(self, digests: Mapping[str, bytes], read: Callable[[str], Raw]) -> None:
        self._digests = digests
        self._read = read
        self.disturbing: dict[str, str] = {}
        """Headers that are read by themselves for a macro that many others test."""
        self._included: dict[str, list[Include]] = {}
        self._known: dict[
            tuple[str, ...], tuple[Programs, dict[str, Text], dict[bytes, list[str]]]
        ] = {}

    def apart(self, headers: tuple[str, ...]) -> set[str]:
        """Those of the headers that must not be read with the others; never all."""
        programs, texts, definers = self._known_of(headers)
        leaks = Leaks(texts, definers, programs)
        self.disturbing = {name: macro.decode() for name, macro in leaks.disturbing.items()}
        apart = _clashing(definers, texts, programs) | leaks.apart
        for header in headers:
            if header in texts and header not in apart:
                apart.update(_changing(header, texts[header], definers, programs))
        apart &= set(headers)
        return apart if len(apart) < len(headers) else apart - {headers[0]}

    def needs(self, headers: tuple[str, ...], known: Collection[str]) -> dict[str, Need]:
        """What headers need and do not include, `known` to the compiler left out: they compare
        the value of a macro, and others of the headers define it."""
        programs, texts, definers = self._known_of(headers)
        predefined = {macro.encode() for macro in known}
        found: dict[str, Need] = {}
        for name, text in texts.items():
            words = text.compared - text.defines.keys() - predefined
            for macro in sorted(words & definers.keys()):
                sources = {one for one in definers[macro] if macro in texts[one].defines}
                ignorant = {
                    p for p in programs.of(name) if not sources & programs.reached(p).keys()
                }
                for program in ignorant if sources & set(headers) else ():
                    need = found.setdefault(program, Need((), ()))
                    if sources.isdisjoint(need.headers):
                        best = programs.choose(sources & set(headers))
                        need = need._replace(headers=(*need.headers, best))
                    found[program] = need._replace(macros=(*need.macros, macro.decode()))
        return found

    def homes(self, headers: tuple[str, ...]) -> dict[str, list[str]]:
        """Where macros are at home that several headers define: there where the program that
        counts gets them, if it shows. Those that it gets of all of them are left out."""
        programs, _, definers = self._known_of(headers)
        several = {m: tuple(names) for m, names in definers.items() if len(names) > 1}
        known = {names: programs.homes(names) for names in set(several.values())}
        return {
            macro.decode(): known[names]
            for macro, names in several.items()
            if len(known[names]) < len(names)
        }

    def choose(self, headers: tuple[str, ...], programs: Collection[str]) -> str:
        """The one that counts of programs that include one of the headers each."""
        return self._known_of(headers)[0].choose(programs)

    def _known_of(
        self, headers: tuple[str, ...]
    ) -> tuple[Programs, dict[str, Text], dict[bytes, list[str]]]:
        """Programs that include one of the headers, all texts, and who defines a macro."""
        if headers not in self._known:
            programs = Programs(headers, self._includes)
            texts = {n: text for n in programs.order if (text := self._text(n)) is not None}
            definers: dict[bytes, list[str]] = {}
            for name, text in texts.items():
                for macro in text.defines:
                    definers.setdefault(macro, []).append(name)
            for name, macro in _taken_away(texts):
                definers.setdefault(macro, []).append(name)
            self._known[headers] = programs, texts, definers
        return self._known[headers]

    def clashing(self, headers: tuple[str, ...], together: tuple[str, ...], unit: Unit) -> set[str]:
        """Those of the headers that were read together in a unit that declare a name otherwise
        than those that programs include."""
        holders: dict[str, Piece] = {}
        several: dict[str, dict[str, Piece]] = {}
        for piece in unit.pieces:
            for key in (*piece.keys, *(name for name, _ in piece.enumerators)):
                other = holders.setdefault(key, piece)
                if other.header != piece.header:
                    found = several.setdefault(key, {other.header: other})
                    found.setdefault(piece.header, piece)
        twice = {k: found for k, found in several.items() if _is_declared_twice(k, found.values())}
        if not twice:
            return set()
        programs = self._known_of(headers)[0]
        apart = (programs.beside_best(tuple(own)) for own in twice.values())
        return set[str]().union(*apart).intersection(together)

    def guards(self, names: Iterable[str]) -> list[str]:
        """The include guards of headers, sorted."""
        texts = (text for name in names if (text := self._text(name)) is not None)
        return sorted({text.guard for text in texts} - {""})

    def macros_within(self, names: tuple[str, ...]) -> set[str]:
        """All macros that some headers, and what they may include, could define."""
        texts = filter(None, map(self._text, Programs(names, self._includes).order))
        return {macro.decode() for text in texts for macro in text.defines}

    def _text(self, name: str) -> Text | None:
        digest = self._digests.get(name)
        if digest is not None and digest not in KNOWN:
            KNOWN[digest] = facts(self._read(name))
        return None if digest is None else KNOWN[digest]

    def _includes(self, name: str) -> list[Include]:
        """What a header includes, in order, and whether no condition stands before it."""
        if name not in self._included:
            text = self._text(name)
            includes = text.includes if text else []
            self._included[name] = [(self._beside(name, *i[:2]), i[2]) for i in includes]
        return self._included[name]

    def _beside(self, name: str, included: str, is_quoted: bool) -> str:
        """What an include means in a header: the one beside it, where it is in quotes and there."""
        if is_quoted:
            beside = os.path.normpath(os.path.join(os.path.dirname(name), included))
            if beside in self._digests:
                return beside
        return included


def _taken_away(texts: Mapping[str, Text]) -> Iterator[tuple[str, bytes]]:
    """Macros that headers undefine, and whose absence others would notice."""
    for name, text in texts.items():
        for macro in text.undefines:
            others = (other for other in texts.values() if other is not text)
            if any(macro in other.tested or macro in other.words for other in others):
                yield name, macro


def _clashing(
    definers: Mapping[bytes, list[str]], texts: Mapping[str, Text], programs: Programs
) -> set[str]:
    """Programs to which a macro is defined otherwise than to those that count.

    An include guard that two headers share hides one of them.
    """
    patterns: set[tuple[tuple[str, int], ...]] = set()
    for macro, names in definers.items():
        if len(names) > 1:
            is_guard = any(texts[name].asked.encode() == macro for name in names)
            bodies = [texts[name].defines.get(macro, _UNDEFINED).split() for name in names]
            places = range(len(names)) if is_guard else map(bodies.index, bodies)
            patterns.add(tuple(zip(names, places, strict=True)))
    apart: set[str] = set()
    for pattern in patterns:
        meanings = dict(pattern)
        if len(set(meanings.values())) > 1:
            apart |= programs.with_others(meanings)
    return apart


def _changing(
    header: str, text: Text, definers: Mapping[bytes, list[str]], programs: Programs
) -> Iterator[str]:
    """Headers whose macros would change the code of this one.

    What a header that others rely on defines is meant to be used.
    """
    closure, order = programs.always(header), programs.order
    for word in (definers.keys() & text.words) - text.defines.keys():
        if closure.isdisjoint(definers[word]):
            for name in definers[word]:
                if order[name] < order[header] and len(programs.of(name)) < 2:
                    yield name


def _is_declared_twice(key: str, pieces: Iterable[Piece]) -> bool:
    """Whether pieces do not say the same of a name; a tag alone says nothing."""
    if key.startswith("function "):
        return False
    said = [p.code.split() for p in pieces if "{" in p.code or not key.startswith(_TAGS)]
    return any(one != said[0] for one in said[1:])


_TAGS = ("struct ", "union ", "enum ")
