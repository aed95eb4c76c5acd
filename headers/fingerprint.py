"""Fingerprints: what a declaration and all that it refers to say, in 16 bytes.

Equal fingerprints mean equal declarations, without parsing either. They cover
a declaration's own words and, through names, everything that they depend on;
not where it stands, nor comments and white space. Every word that something
else is named by counts as a reference, so two fingerprints may differ where
the meaning does not; that costs a comparison, and no truth.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

_WORD = re.compile(r"[A-Za-z_$][\w$]*")


class Graph:
    """Declarations, and which of them speak of which.

    Keys and macros are its nodes. An enumerator is a name of its enum's node.
    `around` is the graph of another unit, for names that this one does not have.
    """

    def __init__(self, around: Graph | None = None) -> None:
        self.around = around
        self.names: list[str] = []
        self.own: list[bytes] = []
        """What each node says itself, in 16 bytes."""
        self.by_word: dict[str, list[int]] = {}
        """Nodes that are named by a word."""
        self.edges: list[list[int]] = []
        self._texts: list[str] = []

    def add(self, name: str, words: Iterable[str], text: str) -> None:
        """A node, named by `words`, that says `text`."""
        for word in words:
            self.by_word.setdefault(word, []).append(len(self.names))
        self.names.append(name)
        self._texts.append(text)

    def _refer(self) -> None:
        """Draw the edges: every word of a node's text that names another one."""
        by_word = self.by_word
        for node, text in enumerate(self._texts):
            own, words = _said(text)
            found = [n for word in words if word in by_word for n in by_word[word] if n != node]
            self.edges.append(found)
            self.own.append(_digest(own + self._outside(words)) if self.around else own)

    def _outside(self, words: Iterable[str]) -> bytes:
        """What the words mean that only the unit around has."""
        if self.around is None:
            return b""
        there = self.around.by_word
        nodes = (n for word in words if word not in self.by_word for n in there.get(word, ()))
        return b"".join(self.around.fingerprint(node) for node in nodes)

    def fingerprint(self, node: int) -> bytes:
        """That of a node, by its number."""
        return self.fingerprints[self.names[node]]

    @functools.cached_property
    def fingerprints(self) -> dict[str, bytes]:
        """The fingerprint of every node."""
        self._refer()
        found: list[bytes] = [b""] * len(self.names)
        for members in _components(self.edges):
            if len(members) == 1:
                node = members[0]
                parts = [self.own[node], *(found[other] for other in self.edges[node])]
                found[node] = _digest(b"".join(parts))
                continue
            inside = set(members)
            outside = {found[o] for n in members for o in self.edges[n] if o not in inside}
            ring = _digest(b"".join(sorted(self.own[n] for n in members) + sorted(outside)))
            for node in members:
                found[node] = _digest(self.own[node] + ring)
        return dict(zip(self.names, found, strict=True))


@functools.lru_cache(maxsize=1 << 17)
def _said(text: str) -> tuple[bytes, tuple[str, ...]]:
    """What a text says by itself, and the words in it. Most texts are those of all targets."""
    return _digest(text.encode("utf-8", "surrogatepass")), tuple(dict.fromkeys(_WORD.findall(text)))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _components(edges: list[list[int]]) -> Iterator[list[int]]:
    """Groups of nodes that refer to each other, each after all that it refers to (Tarjan)."""
    order = [0] * len(edges)  # 0: not met; else the lowest node on the path that it reaches
    path: list[int] = []
    count = 0
    for root in range(len(edges)):
        if order[root]:
            continue
        count += 1
        order[root] = count
        path.append(root)
        todo = [(root, count, iter(edges[root]))]
        while todo:
            node, number, others = todo[-1]
            for other in others:
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
