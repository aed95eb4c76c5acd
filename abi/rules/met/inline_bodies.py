"""Inline functions whose body is another one: a header's code, which every program compiles in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.ctype import Named, Scalar
from abi.declarations import Prototype
from abi.evaluate import NotConstantError, Value, evaluate
from abi.expression import Literal
from abi.header import Header
from abi.outline import bodies
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_MAYBE = re.compile(r"\binline|__inline|\)\s*\{")
_TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|[^\s\w]|\n(?=[ \t]*#)""")
"""A word, a literal or a sign; the break before a directive, which ends with its line."""


def inline_changes(pair: HeaderPair) -> Iterator[Change]:
    """Functions that both sides define, with other words between the braces."""
    if not _MAYBE.search(pair.after.text):
        return
    for key, (said, line) in _read_bodies(pair.after, pair.new).items():
        old = _home(key, pair)
        before = _read_bodies(old, pair.old).get(key) if old is not None else None
        if before is not None and _differ(before[0], said, pair):
            places = pair.old.declarations.location(key), pair.places(line)[1]
            yield Change(ChangeKind.BODY, key, "", "", *places)


def _differ(old: tuple[str, ...], new: tuple[str, ...], pair: HeaderPair) -> bool:
    """Whether two bodies say something else, and not only the same number or type otherwise."""
    if old == new:
        return False
    sides = ((old, pair.old), (new, pair.new))
    one, other = ([w for word in words for w in _meant(word, s)] for words, s in sides)
    return one != other


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
    """The header that defined a function before."""
    if not pair.old.declarations.has(key):
        return None
    place = pair.old.declarations.location(key)
    return pair.old.headers.get(place.header) if place is not None else None


def _read_bodies(header: Header, surface: Surface) -> dict[str, tuple[tuple[str, ...], int]]:
    """What stands in the bodies of functions that programs read, with the first line of each."""
    own = [b for b in bodies(header) if b.key.startswith("function ")]
    conditions = Conditions(header) if own else None
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for body in own:
        branches = conditions.at(body.first) if conditions else ()
        if is_read(branches, surface, header.name, is_cxx=False) != 0:
            said, line = found.get(body.key, ((), body.first))
            code = header.code[body.start : body.end]
            found[body.key] = (*said, *_tokens(code, _parameters(body.key, surface))), line
    return found


def _parameters(key: str, surface: Surface) -> dict[str, str]:
    """A function's parameters, by their names: what they are called is nothing."""
    declaration = surface.declaration(key)
    own = declaration.type.parameters if isinstance(declaration, Prototype) else ()
    return {p.name: f"#{number}" for number, p in enumerate(own) if p.name}


def _tokens(code: str, numbers: dict[str, str]) -> Iterator[str]:
    for word in _TOKEN.findall(code):
        yield numbers.get(word, word)
