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

from headers.split import Chunk

if TYPE_CHECKING:
    from headers.declarations import UnitDeclarations
    from headers.several import HeaderDeclarations

_NO_WORD = bytes(n for n in range(128) if not chr(n).isalnum() and chr(n) not in "_$\n")
_BLANKS = bytes.maketrans(_NO_WORD, b" " * len(_NO_WORD))


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
    macros = {name for name in macros if not _is_same(name, old, new)}
    words = {word for unit in (old, new) for key in keys for word in unit.words_of(key)}
    owners = old.enumerators().items() ^ new.enumerators().items()
    return keys | macros, words | macros | {name for name, _ in owners}


def _is_same(name: str, old: UnitDeclarations, new: UnitDeclarations) -> bool:
    """Whether a macro says the same: nearly all are spelled alike."""
    one, other = old.macro_texts.get(name), new.macro_texts.get(name)
    if one is None or other is None:
        return one is other
    is_alike = one.body == other.body and one.parameters == other.parameters
    return is_alike or old.text_of(name) == new.text_of(name)


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
    texts = [(name, text) for name, text in said if name not in known and not text.isdigit()]
    if not texts:  # as a text without words is one
        return set()
    words_of_texts = _words_in([text for _, text in texts])
    rest = [(name, own) for (name, _), own in zip(texts, words_of_texts, strict=True) if own]
    found: set[str] = set()
    fresh = set(words)
    while fresh:
        hit = {name for name, own in rest if not fresh.isdisjoint(own)}
        found |= hit
        fresh = {word for name in hit for word in words_of(name)} - words
        words |= fresh
        rest = [(name, own) for name, own in rest if name not in hit]
    return found


def _words_in(texts: list[str]) -> list[list[str]]:
    """The words of each text, and its numbers; of 40,000 texts in a few steps."""
    joined = "\n".join([text.replace("\n", " ") if "\n" in text else text for text in texts])
    blanked = joined.encode("utf-8", "surrogatepass").translate(_BLANKS)
    return [line.split() for line in blanked.decode("utf-8", "surrogatepass").split("\n")]
