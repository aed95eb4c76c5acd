"""Fingerprints: what a declaration and all that it refers to say, in 16 bytes at most.

Equal fingerprints mean equal declarations, without parsing either. They cover
a declaration's own words and, through names, everything that they depend on;
not where it stands, nor comments and white space. Every word that something
else is named by counts as a reference, so two fingerprints may differ where
the meaning does not; that costs a comparison, and no truth.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hashlib import blake2b

import msgspec

LENGTH = 16
"""Bytes of a fingerprint; that of a number is the number itself, and shorter."""
_WORD = re.compile(r"[A-Za-z_$][\w$]*")


class Graph:
    """Declarations, and which of them speak of which.

    Keys and macros are its nodes. An enumerator is a name of its enum's node.
    `around` is the graph of another unit, for names that this one does not have.
    """

    def __init__(
        self,
        nodes: Iterable[str],
        named: Mapping[str, Collection[str]],
        text: Callable[[str], str | None],
        around: Graph | None = None,
    ) -> None:
        self.nodes = list(nodes)
        self.named = named
        """Nodes that are named by a word."""
        self.text = text
        """What a node says, white space as one blank."""
        self.around = around

    @functools.cached_property
    def fingerprints(self) -> dict[str, bytes]:
        """The fingerprint of every node."""
        return self.complete({})

    def complete(self, known: Mapping[str, bytes]) -> dict[str, bytes]:
        """The same, with what is `known` of some nodes and of all that these depend on."""
        found = dict(known)
        own: dict[str, bytes] = {}
        edges: dict[str, list[str]] = {}
        named, text = self.named, self.text
        for name in self.nodes:
            if name in known:
                continue
            said, words = _said(text(name) or "")
            if self.around is not None:
                said = _digest(said + self._outside(words))
            others = [n for word in words if word in named for n in named[word] if n != name]
            if others:
                others.sort()  # its own text says in which order they stand
                own[name], edges[name] = said, others
            else:  # as most macros: it speaks of nothing
                found[name] = said
        self._connect(own, edges, found)
        self.__dict__["fingerprints"] = found
        return found

    def _connect(
        self, own: Mapping[str, bytes], edges: Mapping[str, list[str]], found: dict[str, bytes]
    ) -> None:
        """Adds to what is `found` the nodes that speak of others."""
        todo = list(own)
        number = {name: place for place, name in enumerate(todo)}
        for members in _components([[number[o] for o in edges[n] if o in number] for n in todo]):
            names = [todo[node] for node in members]
            if len(names) == 1:
                (name,) = names
                found[name] = _digest(b"".join([own[name], *(found[o] for o in edges[name])]))
                continue
            inside = set(names)
            outside = {found[o] for name in names for o in edges[name] if o not in inside}
            ring = _digest(b"".join(sorted(own[name] for name in names) + sorted(outside)))
            for name in names:
                found[name] = _digest(own[name] + ring)

    def _outside(self, words: frozenset[str]) -> bytes:
        """What the words mean that only the unit around has."""
        if self.around is None:
            return b""
        there = self.around
        only = (word for word in words if word not in self.named and word in there.named)
        nodes = {node for word in only for node in there.named[word]}
        return b"".join(there.fingerprints[node] for node in sorted(nodes))


class Fingerprints(msgspec.Struct, array_like=True):
    """Those of the main unit of a tree, and of the names that only other units have."""

    main: dict[str, bytes]
    parts: dict[str, bytes]


def _said(text: str) -> tuple[bytes, frozenset[str]]:
    """What a text says by itself, and the words in it."""
    if len(text) < LENGTH and text.isalnum() and text[0].isdigit():  # a number, as most macros
        return text.encode(), _NO_WORDS
    return _said_in_words(text)


@functools.lru_cache(maxsize=1 << 17)
def _said_in_words(text: str) -> tuple[bytes, frozenset[str]]:
    """The same, remembered: most texts are those of all targets."""
    return _digest(text.encode("utf-8", "surrogatepass")), frozenset(_WORD.findall(text))


_NO_WORDS: frozenset[str] = frozenset()


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=LENGTH).digest()


def _components(edges: list[list[int]]) -> Iterator[list[int]]:
    """Groups of nodes that refer to each other, each after all that it refers to (Tarjan)."""
    order = [0] * len(edges)  # 0: not met; else the lowest node on the path that it reaches
    path: list[int] = []
    count = 0
    for root in range(len(edges)):
        if order[root]:
            continue
        if not edges[root]:
            order[root] = _DONE
            yield [root]
            continue
        count += 1
        order[root] = count
        path.append(root)
        todo = [(root, count, iter(edges[root]))]
        while todo:
            node, number, others = todo[-1]
            for other in others:
                if not order[other] and not edges[other]:
                    order[other] = _DONE
                    yield [other]
                if not order[other]:
                    count += 1
                    order[other] = count
                    path.append(other)
                    todo.append((other, count, iter(edges[other])))
                    break
                order[node] = min(order[node], order[other])
            else:
                todo.pop()
                if todo:
                    above = todo[-1][0]
                    order[above] = min(order[above], order[node])
                if order[node] == number:
                    place = len(path) - 1
                    while path[place] != node:
                        place -= 1
                    members = path[place:]
                    del path[place:]
                    for member in members:
                        order[member] = _DONE
                    yield members


_DONE = 1 << 60
