"""Which names may mean something else in another tree: found in the texts, nothing is parsed.

What a header adds to a unit has a fingerprint (`headers.split.Chunk.digest`):
where that is equal, no name in it is looked at. Of the others the texts are
compared, white space and comments left out. What speaks of a name that says
something else may mean something else, too, and so on.

Every word that something is named by counts as speaking of it, so a few names
may be found too many, never one too few. That costs a comparison, and no truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from headers.saying import blanked
from headers.split import Chunk, MacroText

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.several import HeaderDeclarations


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
    keys = {key for chunk in chunks for piece in chunk.pieces for key in piece.keys}
    keys = {key for key in keys if not old.says_the_same(key, new)}
    macros = {macro.name for chunk in chunks for macro in chunk.macros}
    one, other = old.macro_texts, new.macro_texts
    macros = {n for n in macros if not _is_alike(one.get(n), other.get(n))}
    macros = {n for n in macros if old.text_of(n) != new.text_of(n)}
    words = {word for unit in (old, new) for key in keys for word in unit.words_of(key)}
    owners = old.enumerators().items() ^ new.enumerators().items()
    return keys | macros, words | macros | {name for name, _ in owners}


def _is_alike(one: MacroText | None, other: MacroText | None) -> bool:
    """Whether a macro is spelled alike: nearly all that say the same are."""
    if one is None or other is None:
        return one is other
    return one.body == other.body and one.parameters == other.parameters


def _differing(old: UnitDeclarations, new: UnitDeclarations) -> list[Chunk]:
    """Chunks that only one of two units has; all, where the others are not in one order."""
    units = old.unit.chunks, new.unit.chunks
    digests = [[chunk.digest for chunk in chunks] for chunks in units]
    shared = set(digests[0]).intersection(digests[1])
    orders = [[digest for digest in own if digest in shared] for own in digests]
    if orders[0] != orders[1] or old.left_out != new.left_out:
        shared = set()
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
    texts = [(name, text) for name, text in said if name not in known and not _is_number(text)]
    if not texts:  # as a text without words is one
        return set()
    words_of_texts = _words_in([text for _, text in texts])
    found: set[str] = set()
    fresh = set(words)
    while fresh:
        is_silent = map(fresh.isdisjoint, words_of_texts)
        hit = {name for (name, _), silent in zip(texts, is_silent, strict=True) if not silent}
        hit -= found
        found |= hit
        fresh = {word for name in hit for word in words_of(name)} - words
        words |= fresh
    return found


def _is_number(text: str) -> bool:
    """Whether a text is a plain number, as those of nearly half of all macros are."""
    return text[:1].isdigit() and text.isalnum()


def _words_in(texts: list[str]) -> list[list[str]]:
    """The words of each text, and its numbers; of 40,000 texts in a few steps."""
    joined = "\n".join([text.replace("\n", " ") if "\n" in text else text for text in texts])
    return [line.split() for line in blanked(joined).split("\n")]
