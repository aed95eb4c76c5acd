"""Types and macros that hang on a macro of the program, and what is made with them.

``#ifdef WIDE`` may choose between two typedefs of one name, or two macros, and a record, an array's
bound or an ioctl's argument outside of the condition then hangs on it all the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from abi.conditions import Conditions
from abi.header import Header
from abi.outline import bodies
from abi.rules.met.names import is_read, own_names
from abi.rules.reached import reach
from abi.surface import Surface

_TYPEDEF = re.compile(r"typedef(?<!\wtypedef)\b([^;{}]*);")
"""Begins with a character: so it is found several times as fast."""
_CALLED = re.compile(r"\(\s*\*+\s*(\w+)\s*\)|(\w+)\s*(?:\[[^\]]*\]\s*)*\Z")
_NAME = re.compile(r"(\w+)(.*)", re.DOTALL)
_TOKEN = re.compile(r"\w+|[^\s\w]")
_IOCTL = re.compile(r"\b_IO[CRW]*\b")


class Definition(msgspec.Struct, frozen=True):
    """One definition of a typedef or of a macro in a header's text."""

    name: str
    key: str
    """``typedef x``, or a macro's name."""
    text: str
    """What stands behind the name of a macro, or between ``typedef`` and ``;``."""
    line: int

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(_TOKEN.findall(self.text))

    def says(self, word: str) -> bool:
        """Whether it is the definition of a word, or has it in it."""
        return word == self.name or (word in self.text and word in self.words)


class HangingName(msgspec.Struct, frozen=True):
    """A name with several definitions: what programs decide it with, and what they choose from."""

    names: tuple[str, ...]
    said: tuple[tuple[str, ...], ...]


def hanging_names(header: Header, surface: Surface) -> dict[str, HangingName]:
    """Names of a header that are one thing to some programs and another to others."""
    every: dict[str, list[Definition]] = {}
    for one in definitions(header) if _may_define_twice(header) else ():
        every.setdefault(one.name, []).append(one)
    twice = ((name, own) for name, own in every.items() if len(own) > 1)
    several = {name: own for name, own in twice if len({one.words for one in own}) > 1}
    conditions = Conditions(header) if several else None
    found: dict[str, HangingName] = {}
    for name, own in several.items():
        branches = [b for one in own for b in (conditions.at(one.line) if conditions else ())]
        undecided = (
            b for b in branches if is_read([b], surface, header.name, is_cxx=False) is None
        )
        deciding = own_names(undecided, surface, header.name)
        if deciding:
            found[name] = HangingName(tuple(deciding), tuple(one.words for one in own))
    return found


def _may_define_twice(header: Header) -> bool:
    """Whether two definitions of a header have one name: found without their places. A name ends
    here where `definitions` ends it, or before that."""
    directives = zip(header.raw.keywords, header.raw.pieces[2::4], strict=True)
    names = [word.partition("$")[0] for keyword, word in directives if keyword == "define"]
    names += (name for name, _, _ in _typedefs(header))
    return len(names) != len(set(names))


@functools.lru_cache(maxsize=512)
def definitions(header: Header) -> tuple[Definition, ...]:
    """The macros of a header, and its typedefs without braces; kept, as they are asked for once
    for each name that hangs on a macro."""
    return (*_macros(header), *_typedef_definitions(header))


def _macros(header: Header) -> Iterator[Definition]:
    for directive in header.directives:
        match = _NAME.match(directive.rest) if directive.keyword == "define" else None
        if match is not None:
            yield Definition(match[1], match[1], match[2], directive.line)


def _typedef_definitions(header: Header) -> Iterator[Definition]:
    line, at = 1, 0
    for name, text, start in _typedefs(header):
        line, at = line + header.declarations.count("\n", at, start), start
        yield Definition(name, f"typedef {name}", text, line)


def _typedefs(header: Header) -> Iterator[tuple[str, str, int]]:
    """Name, text and place of each."""
    if "typedef" not in header.text:
        return
    for match in _TYPEDEF.finditer(header.declarations):
        named = _CALLED.search(match[1].rstrip())
        if named is not None:
            yield named[1] or named[2], match[1], match.start()


def users(name: str, home: str, surface: Surface) -> Iterator[str]:
    """The records, typedefs and ioctls that are made with a name of a header, also by way of other
    names: as keys."""
    seen, open_names = {name}, [name]
    while open_names:
        word = open_names.pop()
        for header in _that_say(word, home, surface):
            yield from _bodies_with(word, header)
            for one in definitions(header):
                if one.says(word):
                    yield from _told(one)
                    if one.name not in seen:
                        seen.add(one.name)
                        open_names.append(one.name)


def _that_say(word: str, home: str, surface: Surface) -> Iterator[Header]:
    """The headers in which a word is the name of a header, or may be it."""
    for name in surface.headers.names():
        header = surface.headers.get(name)
        if header is not None and word in header.text and home in reach(name, surface):
            yield header


def _bodies_with(word: str, header: Header) -> Iterator[str]:
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    code = header.declarations
    for body in bodies(header):
        is_named = body.key and not body.key.startswith("function ")
        end = max(body.end, code.find(";", body.end))  # with the attributes behind the brace
        if is_named and pattern.search(code, body.start, end):
            yield body.key


def _told(one: Definition) -> Iterable[str]:
    """A typedef, or a macro that makes an ioctl; what else a macro is, its users tell."""
    is_ioctl = any(_IOCTL.fullmatch(word) for word in one.words)
    return (one.key,) if " " in one.key or is_ioctl else ()
