"""Members that hang on a macro of the program: a record is another one to each program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Conditions, names_in
from abi.diagnostic import Location
from abi.header import Header
from abi.outline import Body, bodies
from abi.rules.met.hanging_names import HangingName, hanging_names, users
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read, own_names, program_names
from abi.surface import Surface

_TOKEN = re.compile(r"\w+|[^\s\w]")


class Hanging(msgspec.Struct, frozen=True):
    """A record of which some lines are read by some programs only."""

    names: tuple[str, ...]
    """The macros that programs decide it with."""
    said: tuple[str, ...]
    """The words of those lines, with what they stand under."""
    line: int


def hanging(header: Header, surface: Surface) -> dict[str, Hanging]:
    """Such records and enums of a header, by key."""
    conditions = Conditions(header)
    every: dict[str, list[Body]] = {}
    for body in bodies(header):
        if body.key and not body.key.startswith("function "):
            every.setdefault(body.key, []).append(body)
    found = {key: _of_bodies(own, header, conditions, surface) for key, own in every.items()}
    return {key: one for key, one in found.items() if one is not None}


def _of_bodies(
    own: list[Body], header: Header, conditions: Conditions, surface: Surface
) -> Hanging | None:
    """Of a record that stands once, or, under different conditions, several times."""
    if len(own) == 1:
        return _hanging(own[0], header, conditions, surface)
    branches = [branch for body in own for branch in conditions.at(body.first)]
    undecided = [b for b in branches if is_read([b], surface, header.name, is_cxx=False) is None]
    names = own_names(undecided, surface, header.name)
    lines = (header.declaration_lines[n - 1] for b in own for n in range(b.first, b.last + 1))
    said = tuple(token for line in lines for token in _TOKEN.findall(line))
    return Hanging(tuple(sorted(names)), said, own[0].first) if names else None


def _may_hang(header: Header, surface: Surface) -> bool:
    """Whether a condition has a name that is the program's."""
    names = names_in("\n".join(header.raw.conditions()))
    return bool(program_names(names, surface, header.name))


def _hanging(
    body: Body, header: Header, conditions: Conditions, surface: Surface
) -> Hanging | None:
    if not conditions.change_within(body.first, body.last):
        return None
    around = conditions.at(body.first)
    names: set[str] = set()
    said: list[str] = []
    for line in range(body.first, body.last + 1):
        own = [b for b in conditions.at(line) if b not in around]
        code = header.declaration_lines[line - 1]
        if not own or not code.strip():
            continue
        if is_read(own, surface, header.name, is_cxx=False) is None:
            found = own_names(own, surface, header.name)
            names.update(found)
            said += [f"{b.text} {b.is_wanted}" for b in own if found] + _TOKEN.findall(code)
    return Hanging(tuple(sorted(names)), tuple(said), body.first) if names else None


def hanging_changes(pair: HeaderPair) -> Iterator[Change]:
    """Records that begin, or cease, to hang on a program's macro, or do so in other words: what
    one program reads is judged, not what all others do."""
    sides = [(pair.before, pair.old), (pair.after, pair.new)]
    may_hang = [(h, s) if h is not None and _may_hang(h, s) else None for h, s in sides]
    before, after = (hanging(*side) if side else {} for side in may_hang)
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was == now or (was and now and was.said == now.said):
            continue
        if pair.before and was is None and not _has(key, pair.before):
            continue  # a new record
        if now is None and not _has(key, pair.after):
            continue
        line = now.line if now else 0
        yield Change(ChangeKind.HANGS, key, _named(was), _named(now), *pair.places(line))
    names = [hanging_names(*side) if side else {} for side in may_hang]
    yield from _by_name(pair, names[0], names[1], {*before, *after})


def _by_name(
    pair: HeaderPair,
    before: Mapping[str, HangingName],
    after: Mapping[str, HangingName],
    told: Set[str],
) -> Iterator[Change]:
    """The same of what is made with typedefs and macros that hang on a program's macro."""
    known = set(told)
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        for key in users(name, pair.name, pair.new if now else pair.old):
            if key not in known and _is_on_both(key, pair):
                known.add(key)
                place = location(key, pair.new)
                yield Change(ChangeKind.HANGS, key, _named(was), _named(now), None, place)


def _is_on_both(key: str, pair: HeaderPair) -> bool:
    return all(location(key, surface) is not None for surface in (pair.old, pair.new))


def location(key: str, surface: Surface) -> Location | None:
    """Where a declaration or a macro stands."""
    declarations = surface.declarations
    is_key = " " in key
    return declarations.location(key) if is_key else declarations.macro_location(key)


def _named(found: Hanging | HangingName | None) -> str:
    return ", ".join(found.names) if found else ""


def _has(key: str, header: Header) -> bool:
    return any(body.key == key for body in bodies(header))
