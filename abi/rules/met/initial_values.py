"""Objects that a header defines, ``static const int depth = 3;``, whose value is another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.header import Header
from abi.outline import bodies
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.inline_bodies import say_the_same, words_of
from abi.rules.met.names import is_read
from abi.surface import Surface

_LAST = re.compile(r"[{}()]")
_NAME = re.compile(r"([A-Za-z_]\w*+)\s*+(?:\[[^\]]*+\]\s*+)*+\Z")
_LONGEST = 200
"""Of a name with its bounds."""
_OF_OBJECTS = frozenset(("static", "const"))


def initial_changes(pair: HeaderPair) -> Iterator[Change]:
    """Objects of a header on both sides that begin with another value."""
    if pair.before is None or "static" not in pair.after.text or "=" not in pair.rewritten_code:
        return
    before = _values(pair.before, pair.old)
    for name, (text, line) in _values(pair.after, pair.new).items():
        was = before.get(name)
        if was is None or was[0] == text:
            continue
        if not say_the_same(words_of(was[0]), words_of(text), pair.old, pair.new):
            old, new = (" ".join(one.split()) for one in (was[0], text))
            yield Change(ChangeKind.INITIAL, f"variable {name}", old, new, *pair.places(line))


def _values(header: Header, surface: Surface) -> dict[str, tuple[str, int]]:
    """What objects begin with, as far as programs read it, and the line."""
    if "static" not in header.text:
        return {}
    conditions = Conditions(header)
    functions = [(b.start, b.end) for b in bodies(header) if b.key.startswith("function ")]
    found: dict[str, tuple[str, int]] = {}
    for name, value, at, line in _defined(header.declarations):
        is_inside = any(start < at < end for start, end in functions)
        branches = conditions.at(line)
        if not is_inside and is_read(branches, surface, header.name, is_cxx=False) == 1:
            found.setdefault(name, (value, line))
    return found


def _defined(code: str) -> Iterator[tuple[str, str, int, int]]:
    """The objects of some code: name, value, place and line."""
    at, line = 0, 1
    for statement in code.split(";"):
        declared, equals, value = statement.partition("=")
        declared = _LAST.split(declared)[-1] if equals else ""
        name = (
            _NAME.search(declared.rstrip()) if "static" in declared or "const" in declared else None
        )
        if name is not None and _OF_OBJECTS.intersection(declared.split()):
            before = statement.index("=")
            yield name[1], value, at + before, line + statement.count("\n", 0, before)
        at, line = at + len(statement) + 1, line + statement.count("\n")
