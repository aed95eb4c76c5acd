"""Which names may mean something else in another tree: found in the texts, nothing is parsed.

What a header adds to a unit has a fingerprint (`headers.split.Chunk.digest`):
where that is equal, no name in it is looked at. Of the others the texts are
compared, white space and comments left out. What speaks of a name that says
something else may mean something else, too, and so on.

Every word that something is named by counts as speaking of it, so a few names
may be found too many, never one too few. That costs a comparison, and no truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from headers.split import Chunk, MacroText

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.several import HeaderDeclarations

_WORD = re.compile(r"[A-Za-z_$][\w$]*")


def differing(old: HeaderDeclarations, new: HeaderDeclarations) -> set[str]:
    """Keys and macros that only one side has, or that may mean something else on the other."""
    found, words = _rewritten(old.main, new.main)
    apart = {n for n in old.apart_names | new.apart_names if old.text_of(n) != new.text_of(n)}
    for one, other in old.parts_beside(new):
        local, own = _rewritten(one, other)
        apart |= new.known_as(other, local | _speaking(own, other.said(), other.words_of, local))
    for name in apart:
        words |= old.words_of(name) | new.words_of(name)
    found |= apart
    return found | _speaking(words, new.said(), new.words_of, found)


def _rewritten(old: UnitDeclarations, new: UnitDeclarations) -> tuple[set[str], set[str]]:
    """What says something else by itself, and the words that speak of that."""
    chunks = _differing(old, new)
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    keys = {key for piece in pieces for key in piece.keys}
    macros = {macro.name for chunk in chunks for macro in chunk.macros}
    before, after = old.macro_texts, new.macro_texts
    texts = ((name, before.get(name), after.get(name)) for name in macros)
    rewritten = {name for name, one, other in texts if not _is_same(one, other)}
    found = {name for name in keys | rewritten if not old.says_the_same(name, new)}
    words = {word for unit in (old, new) for name in found for word in unit.words_of(name)}
    enumerators = {name for piece in pieces for name, _ in piece.enumerators}
    return found, words | {n for n in enumerators if old.owner(n) != new.owner(n)}


def _is_same(one: MacroText | None, other: MacroText | None) -> bool:
    """Whether two macros are spelled alike: as most are."""
    if one is None or other is None:
        return one is other
    return one.body == other.body and one.parameters == other.parameters


def _differing(old: UnitDeclarations, new: UnitDeclarations) -> list[Chunk]:
    """Chunks that only one of two units has; all, where the others are not in one order."""
    units = old.unit.chunks, new.unit.chunks
    one, other = ({chunk.digest for chunk in chunks} for chunks in units)
    orders = [[c.digest for c in chunks if c.digest in one & other] for chunks in units]
    is_alike = orders[0] == orders[1] and old.left_out == new.left_out
    shared = one & other if is_alike else set()
    return [chunk for chunks in units for chunk in chunks if chunk.digest not in shared]


def _speaking(
    words: set[str],
    said: Iterable[tuple[str, str]],
    words_of: Callable[[str], set[str]],
    known: set[str],
) -> set[str]:
    """Names whose text has one of the words, or a word for such a name, besides what is known."""
    if not words:
        return set()
    rest = [(n, own) for n, text in said if n not in known and (own := _words_in(text))]
    found: set[str] = set()
    fresh = set(words)
    while fresh:
        hit = {name for name, own in rest if not fresh.isdisjoint(own)}
        found |= hit
        fresh = {word for name in hit for word in words_of(name)} - words
        words |= fresh
        rest = [(name, own) for name, own in rest if name not in hit]
    return found


def _words_in(text: str) -> list[str]:
    """The words of a text; most are numbers, and have none."""
    return [] if text.isalnum() and text[0].isdigit() else _WORD.findall(text)
