"""All that changed in how programs meet headers, besides what the headers declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from abi.change import Change
from abi.rules.header_changes import include_changes
from abi.rules.met.cxx import cxx_changes
from abi.rules.met.cxx_blocks import block_changes
from abi.rules.met.cxx_conversions import conversion_changes
from abi.rules.met.cxx_layouts import covered_changes, hollow_changes
from abi.rules.met.guards import guard_changes
from abi.rules.met.hanging import hanging_changes
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.in_if import in_if_changes
from abi.rules.met.initial_values import initial_changes
from abi.rules.met.inline_bodies import inline_changes
from abi.rules.met.libc_guards import libc_guard_changes
from abi.rules.met.redeclared import redeclared_changes
from abi.rules.met.refused import refusal_changes
from abi.surface import Surface

_OF_HEADERS = (
    refusal_changes, guard_changes, libc_guard_changes, cxx_changes, block_changes,
    conversion_changes, hanging_changes, inline_changes, initial_changes,
)  # fmt: skip


def met_changes(
    changes: Sequence[Change], old: Surface, new: Surface, rewritten: Set[str] | None = None
) -> Iterator[Change]:
    """What stands in the texts, and what follows from `changes` of declarations for those who use
    them in ``#if`` or in C++. `rewritten` are the headers whose text is another one, where that is
    known."""
    yield from include_changes(old, new, rewritten)
    for pair in _pairs(old, new, rewritten):
        for find in _OF_HEADERS:
            yield from find(pair)
    yield from redeclared_changes(old, new)
    yield from in_if_changes(changes, old, new)
    yield from covered_changes(changes, old, new)
    yield from hollow_changes(changes, old, new)


def _pairs(old: Surface, new: Surface, rewritten: Set[str] | None) -> Iterator[HeaderPair]:
    before = set(old.headers.names())
    for name in sorted(new.headers.names()):
        if rewritten is not None and name not in rewritten and name in before:
            continue
        sides = old.headers.get(name) if name in before else None, new.headers.get(name)
        if sides[1] is not None and (sides[0] is None or sides[0].text != sides[1].text):
            yield HeaderPair(sides[0], sides[1], old, new)
