"""What is the same in a unit and in an earlier one, from which it differs in a few headers.

Both share the chunks of all other headers. Only what the few declare or define,
and what speaks of that, by any number of steps, can have another fingerprint.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from headers.declarations import UnitDeclarations
from headers.split import Chunk

WORDS = 300
"""Words to look for at most; where more have another meaning, all is done anew."""


def known(
    before: UnitDeclarations, now: UnitDeclarations, fingerprints: Mapping[str, bytes]
) -> tuple[Mapping[str, bytes], Collection[str] | None]:
    """Fingerprints of a unit, as they were `before`, and the words that mean something else.

    The words are None when nothing is known.
    """
    chunks = _differing(before, now)
    if chunks is None or before.left_out != now.left_out:
        return {}, None
    affected, words = _changed(chunks, before, now)
    mentions = Mentions(_texts(now))
    done: set[str] = set()
    while todo := words - done:
        if len(words) > WORDS:
            return {}, None
        done |= todo
        more = {name for word in todo for name in mentions.of(word)} - affected
        affected |= more
        words |= {word for name in more for word in now.words_of(name)}
    found = dict(fingerprints)
    for name in affected:  # what is gone is among them
        found.pop(name, None)
    return found, words


def _differing(before: UnitDeclarations, now: UnitDeclarations) -> list[Chunk] | None:
    """Chunks that only one of two units has; None when the others are not in one order."""
    units = before.unit.chunks, now.unit.chunks
    one, other = ({chunk.digest for chunk in chunks} for chunks in units)
    shared = one & other
    orders = [[chunk.digest for chunk in chunks if chunk.digest in shared] for chunks in units]
    if orders[0] != orders[1]:
        return None
    return [chunk for chunks in units for chunk in chunks if chunk.digest not in shared]


def _changed(
    chunks: Iterable[Chunk], before: UnitDeclarations, now: UnitDeclarations
) -> tuple[set[str], set[str]]:
    """What says something else by itself, and the words that mean something else by that."""
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    names = {key for piece in pieces for key in piece.keys}
    names |= {macro.name for chunk in chunks for macro in chunk.macros}
    changed = {name for name in names if before.text_of(name) != now.text_of(name)}
    words = {word for unit in (before, now) for name in changed for word in unit.words_of(name)}
    enumerators = {name for piece in pieces for name, _ in piece.enumerators}
    return changed, words | {n for n in enumerators if before.owner(n) != now.owner(n)}


def _texts(unit: UnitDeclarations) -> Iterator[tuple[str, Collection[str]]]:
    """What pieces and macros say, with the names of the nodes that say it."""
    for piece in unit.unit.pieces:
        yield piece.code, piece.keys
    for name, macro in unit.macro_texts.items():
        yield macro.body, (name,)


class Mentions:
    """Where words stand in many texts. It may find a few too many, never one too few."""

    def __init__(self, texts: Iterable[tuple[str, Collection[str]]]) -> None:
        found = list(texts)
        self._names = [names for _, names in found]
        self._whole = "\n".join(text for text, _ in found)
        self._starts = list(itertools.accumulate((len(text) + 1 for text, _ in found), initial=0))

    def of(self, word: str) -> Iterator[str]:
        """Names of the texts that have a word."""
        whole, place = self._whole, -1
        while (place := whole.find(word, place + 1)) >= 0:
            around = whole[place - 1 : place], whole[place + len(word) : place + len(word) + 1]
            if not _is_of_word(around[1]) and (around[0].isdigit() or not _is_of_word(around[0])):
                yield from self._names[bisect.bisect_right(self._starts, place) - 1]


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign in ("_", "$")
