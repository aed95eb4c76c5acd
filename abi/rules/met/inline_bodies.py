"""Inline functions whose body is another one: a header's code, which every program compiles in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.ctype import Named, Scalar
from abi.declarations import Prototype
from abi.evaluate import NotConstantError, Value, evaluate
from abi.expression import Literal
from abi.header import Header
from abi.outline import Body, bodies
from abi.raw.comments import CLOSED
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_MAYBE = ("inline", "static")
"""One is in the text of each header that defines a function: one without is a definition that two
files of a program cannot have."""
_BODY = re.compile(rf"\)(?:[\w\s\\]++|{CLOSED}|//[^\n]*+)*+\{{")
_TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|[^\s\w]|\n(?=[ \t]*#)""")
"""A word, a literal or a sign; the break before a directive, which ends with its line."""


def inline_changes(pair: HeaderPair) -> Iterator[Change]:
    """Functions that both sides define, with other words between the braces."""
    keys = _functions(pair)
    after = _read_bodies(pair.after, pair.new, keys) if keys else {}
    before: dict[str, dict[str, Bodies]] = {}
    for key, own in after.items():
        old = _home(key, pair)
        if old is not None and old.name not in before:
            before[old.name] = _read_bodies(old, pair.old, keys)
        was = before[old.name].get(key) if old is not None else None
        if was is not None and was.codes != own.codes and _differ(key, was, own, pair):
            places = pair.old.declarations.location(key), pair.places(own.line)[1]
            yield Change(ChangeKind.BODY, key, "", "", *places)


class Bodies(msgspec.Struct, frozen=True):
    """What stands in the bodies of one function, of which programs read one, and the first line."""

    codes: tuple[str, ...]
    line: int


def _functions(pair: HeaderPair) -> frozenset[str]:
    """The functions that a header declares and that the other side has, too."""
    if not may_define_functions(pair.after):
        return frozenset()
    sides = pair.old.declarations, pair.new.declarations
    keys = (body.key for body in bodies(pair.after) if body.key.startswith("function "))
    return frozenset(key for key in keys if all(side.has(key) for side in sides))


def may_define_functions(header: Header) -> bool:
    """Whether a header may have functions with bodies: most are not looked at for those."""
    return any(word in header.text for word in _MAYBE) and bool(_BODY.search(header.text))


def _differ(key: str, old: Bodies, new: Bodies, pair: HeaderPair) -> bool:
    """Whether two bodies say something else, and not only the same number or type otherwise."""
    sides = ((old, pair.old), (new, pair.new))
    one, other = (_tokens(key, bodies_.codes, surface) for bodies_, surface in sides)
    return not say_the_same(one, other, pair.old, pair.new)


def say_the_same(one: list[str], other: list[str], old: Surface, new: Surface) -> bool:
    """Whether the words of both sides are the same, or the same numbers and types in others."""
    if one == other:
        return True
    meant = [[w for word in own for w in _meant(word, s)] for own, s in ((one, old), (other, new))]
    return meant[0] == meant[1]


def words_of(code: str) -> list[str]:
    """The words, literals and signs of some code."""
    return _TOKEN.findall(code)


def _meant(word: str, surface: Surface) -> list[str]:
    """A word, or the number or the scalar type that it stands for."""
    found = _number(word, surface)
    if isinstance(found, Value):
        return [str(found.value), str(found.type)]
    return _scalar(word, surface).split() or [word]


def _number(word: str, surface: Surface) -> object:
    if word[:1].isdigit():
        return evaluate(Literal(word), surface)
    is_macro = surface.declarations.macro(word) is not None
    return surface.constant(word) if is_macro else surface.enumerator(word)


def _scalar(word: str, surface: Surface) -> str:
    """The scalar type that a typedef names; empty for all other words."""
    try:
        found = surface.resolve(Named(f"typedef {word}"))
    except NotConstantError:
        return ""
    return found.name if isinstance(found, Scalar) else ""


def _home(key: str, pair: HeaderPair) -> Header | None:
    """The header that defined a function before; none, if it is another one's now. A function that
    is another one in this header, ``NAME@HEADER``, is compared with what it was here."""
    if f"{key}@{pair.name}" in pair.new.declarations.homes():
        return pair.before
    places = (side.declarations.location(key) for side in (pair.old, pair.new))
    old, new = (place.header if place else "" for place in places)
    return pair.old.headers.get(old) if old and new == pair.name else None


def _read_bodies(header: Header, surface: Surface, keys: Set[str]) -> dict[str, Bodies]:
    """Those of some functions in a header, as far as programs read them."""
    conditions = Conditions(header)
    every: dict[str, list[tuple[Body, str]]] = {}
    for body in bodies(header):
        if body.key in keys:
            branches = conditions.at(body.first)
            known = is_read(branches, surface, header.name, is_cxx=False)
            if known != 0:
                said = "" if known else " ".join(f"{b.text} {b.is_wanted}" for b in branches)
                every.setdefault(body.key, []).append((body, said))
    return {key: _bodies_of(own, header) for key, own in every.items()}


def _bodies_of(found: list[tuple[Body, str]], header: Header) -> Bodies:
    """Those of one function; where there are several, with what decides which one is read."""
    own = [(said if len(found) > 1 else "", header.code[b.start : b.end]) for b, said in found]
    return Bodies(tuple(f"{said} {code}".strip() for said, code in own), found[0][0].first)


def _parameters(key: str, surface: Surface) -> dict[str, str]:
    """A function's parameters, by their names: what they are called is nothing."""
    declaration = surface.declaration(key)
    own = declaration.type.parameters if isinstance(declaration, Prototype) else ()
    return {p.name: f"#{number}" for number, p in enumerate(own) if p.name}


def _tokens(key: str, codes: tuple[str, ...], surface: Surface) -> list[str]:
    numbers = _parameters(key, surface)
    return [numbers.get(word, word) for code in codes for word in words_of(code)]
