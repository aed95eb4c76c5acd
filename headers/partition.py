"""Which headers of a tree can be read in one go, and which need a reading of their own.

Read one after the other, headers share their macros. Most get along. One that
defines a macro which another header, without including it, tests or uses in
its code changes what that other one means; two that define one macro
differently hide each other. Such headers are found in their text, before any
preprocessor runs, and set apart: a few too many cost a little time, one too
few costs the truth.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from abi.raw import Raw
from headers.split import Piece, Unit

_WORD = re.compile(rb"[A-Za-z_]\w*")
_CONDITIONS = frozenset((b"include", b"ifdef", b"ifndef", b"if", b"elif", b"else", b"endif"))
_INCLUDE = re.compile(rb'\s*[<"]([^>"\n]+)[>"]')
_BLANK = bytes(c if chr(c).isalnum() or c == ord("_") else ord(" ") for c in range(256))


class Text(msgspec.Struct, gc=False):
    """What the text of one header says, whatever the conditions around it are."""

    words: set[bytes]
    """All words outside of directives."""
    defines: dict[bytes, bytes]
    """Macros with what stands behind their names; of several the last."""
    tested: set[bytes]
    """Words in the conditions."""
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
    text = Text(set(b" ".join(parts[::4]).translate(_BLANK).split()), {}, set(), "", "", [])
    conditions = []
    for keyword, word, rest in zip(parts[1::4], parts[2::4], parts[3::4], strict=True):
        if keyword == b"define":
            text.defines[word] = rest
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
            text.tested.update(_WORD.findall(rest))
    text.tested.discard(guard)
    text.defines.pop(b"", None)
    text.asked = guard.decode("utf-8", "replace") if guard in text.defines else ""
    if guard and not text.defines.get(guard, b"1").strip():
        text.guard = guard.decode("utf-8", "replace")
    return text


class Partition:
    """The headers of a search path and what stands between them.

    `digests` are the SHA-256 of all headers by name; `read` gives the text of one.
    """

    def __init__(self, digests: Mapping[str, bytes], read: Callable[[str], Raw]) -> None:
        self._digests = digests
        self._read = read
        self._included: dict[str, tuple[set[str], set[str]]] = {}
        self._closures: dict[str, frozenset[str]] = {}

    def apart(self, headers: tuple[str, ...]) -> set[str]:
        """Those of the headers that must not be read with the others; never all."""
        order = self._order(headers)
        texts = {name: text for name in order if (text := self._text(name)) is not None}
        definers: dict[bytes, list[str]] = {}
        for name, text in texts.items():
            for macro in text.defines:
                definers.setdefault(macro, []).append(name)
        kept = self._kept(order)
        apart = set(self._clashing(definers, texts, kept))
        apart.update(self._hidden(texts, kept))
        for header in headers:
            if header in texts and header not in apart:
                apart.update(self._leaks(header, order, texts, definers, kept))
        apart &= set(headers)
        return apart if len(apart) < len(headers) else apart - {headers[0]}

    def clashing(self, headers: tuple[str, ...], unit: Unit) -> set[str]:
        """Those of the headers that declare a name otherwise than one before it in the unit."""
        kept = self._kept(unit.headers)
        found: set[str] = set()
        holders: dict[str, Piece] = {}
        for piece in unit.pieces:
            name = piece.header
            for key in piece.keys:
                other = holders.setdefault(key, piece)
                if other is piece or other.header == name or name in kept:
                    continue
                if name in headers and _declares_otherwise(key, piece.code, other.code):
                    found.add(name)
        return found

    def guards(self, names: Iterable[str]) -> list[str]:
        """The include guards of headers, sorted."""
        texts = (text for name in names if (text := self._text(name)) is not None)
        return sorted({text.guard for text in texts} - {""})

    def macros_within(self, name: str) -> set[str]:
        """All macros that a header, and what it may include, could define."""
        texts = filter(None, map(self._text, self._order((name,))))
        return {macro.decode() for text in texts for macro in text.defines}

    def _kept(self, names: Iterable[str]) -> set[str]:
        """Headers that another one always includes, so that setting them apart keeps none out."""
        return set().union(*(self._includes(name, always=True) for name in names))

    def _text(self, name: str) -> Text | None:
        digest = self._digests.get(name)
        if digest is not None and digest not in KNOWN:
            KNOWN[digest] = facts(self._read(name))
        return None if digest is None else KNOWN[digest]

    def _includes(self, name: str, *, always: bool = False) -> set[str]:
        """What a header includes; only what no condition stands before, with `always`."""
        if name not in self._included:
            text = self._text(name)
            found = [(self._beside(name, *i[:2]), i[2]) for i in (text.includes if text else ())]
            self._included[name] = {n for n, _ in found}, {n for n, is_always in found if is_always}
        return self._included[name][always]

    def _beside(self, name: str, included: str, is_quoted: bool) -> str:
        """What an include means in a header: the one beside it, where it is in quotes and there."""
        if is_quoted:
            beside = os.path.normpath(os.path.join(os.path.dirname(name), included))
            if beside in self._digests:
                return beside
        return included

    def _order(self, headers: tuple[str, ...]) -> dict[str, int]:
        """Every header that can be reached, by when it is read at the earliest."""
        order: dict[str, int] = {}

        def enter(name: str) -> None:
            if name in order:
                return
            order[name] = len(order)
            for included in sorted(self._includes(name)):
                enter(included)

        for header in headers:
            enter(header)
        return order

    def _closure(self, name: str) -> frozenset[str]:
        """A header and what it always includes, and what that does."""
        if name not in self._closures:
            seen: set[str] = set()
            todo = [name]
            while todo:
                current = todo.pop()
                if current not in seen:
                    seen.add(current)
                    todo += self._includes(current, always=True)
            self._closures[name] = frozenset(seen)
        return self._closures[name]

    def _leaks(
        self,
        header: str,
        order: Mapping[str, int],
        texts: Mapping[str, Text],
        definers: Mapping[bytes, list[str]],
        kept: set[str],
    ) -> Iterator[str]:
        """What to set apart where macros of other headers would change this one's meaning."""
        text, closure = texts[header], self._closure(header)
        at = order[header]
        for macro in text.tested:
            for one in definers.get(macro, ()):
                if one not in closure and order[one] < at:
                    yield header if one in kept or header in self._closure(one) else one
        # What a header that others rely on defines is meant to be used.
        words = definers.keys() & text.words
        for word in words - text.defines.keys():
            if closure.isdisjoint(definers[word]):
                yield from (n for n in definers[word] if order[n] < at and n not in kept)

    def _clashing(
        self, definers: Mapping[bytes, list[str]], texts: Mapping[str, Text], kept: set[str]
    ) -> Iterator[str]:
        """Headers that define a macro otherwise than another one that they do not know of."""
        several = ((macro, names) for macro, names in definers.items() if len(names) > 1)
        for macro, names in several:
            bodies = {name: texts[name].defines[macro].split() for name in names}
            for one, other in itertools.combinations(names, 2):
                if bodies[one] != bodies[other] and not (
                    one in self._closure(other) or other in self._closure(one)
                ):
                    yield from (name for name in (one, other) if name not in kept)

    def _hidden(self, texts: Mapping[str, Text], kept: set[str]) -> Iterator[str]:
        """Headers with the include guard of another one, which hides all that they say."""
        holders: dict[str, str] = {}
        for name, text in texts.items():
            other = holders.setdefault(text.asked, name) if text.asked else name
            is_one = other == name or name in self._closure(other) or other in self._closure(name)
            if not is_one:
                yield from (found for found in (name, other) if found not in kept)


def _declares_otherwise(key: str, one: str, other: str) -> bool:
    if key.startswith(("struct ", "union ", "enum ")) and not ("{" in one and "{" in other):
        return False
    return not key.startswith("function ") and one.split() != other.split()
