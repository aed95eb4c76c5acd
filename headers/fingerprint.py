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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hashlib import blake2b

import msgspec

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
        todo = [name for name in self.nodes if name not in known]
        number = {name: place for place, name in enumerate(todo)}
        own, edges = [], []
        for name in todo:
            said, words = _said(self.text(name) or "")
            own.append(_digest(said + self._outside(words)) if self.around else said)
            edges.append(self._mentioned(name, words))
        found = dict(known)
        for members in _components([[number[o] for o in e if o in number] for e in edges]):
            if len(members) == 1:
                (node,) = members
                parts = [own[node], *(found[other] for other in edges[node])]
                found[todo[node]] = _digest(b"".join(parts))
                continue
            inside = {todo[node] for node in members}
            outside = {found[o] for n in members for o in edges[n] if o not in inside}
            ring = _digest(b"".join(sorted(own[n] for n in members) + sorted(outside)))
            for node in members:
                found[todo[node]] = _digest(own[node] + ring)
        self.__dict__["fingerprints"] = found
        return found

    def _mentioned(self, name: str, words: frozenset[str]) -> list[str]:
        """Other nodes that a node speaks of, sorted; its own text says in which order."""
        named = self.named
        found = [n for word in words if word in named for n in named[word] if n != name]
        found.sort()
        return found

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


@functools.lru_cache(maxsize=1 << 17)
def _said(text: str) -> tuple[bytes, frozenset[str]]:
    """What a text says by itself, and the words in it. Most texts are those of all targets."""
    return _digest(text.encode("utf-8", "surrogatepass")), frozenset(_WORD.findall(text))


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
