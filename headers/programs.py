"""Which meaning of a name counts: what a program gets that includes one header.

A program includes ``linux/mman.h``; what that includes is the architecture's business, and
what ``asm-generic/`` has besides, no program meets. So of several headers that define a name,
those count that programs get by a header below ``linux/``; where none has it, below ``asm/``; then
all others. Of several programs of one kind the one counts that includes no other of them
(it has the name of its own accord, and others have it by that one), then the one that
most others include, then the first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from abi.graph import reachable

_LAST = "asm-generic/"
_KINDS = {"linux/": 0, "asm/": 1, _LAST: 3}
"""All others come before the last."""

Include = tuple[str, bool]
"""A header, and whether it is always included."""


def kind_of(header: str) -> int:
    """How likely a program includes a header itself: the less, the likelier."""
    return _KINDS.get(header[: header.find("/") + 1], len(_KINDS) - 1)


def is_for_programs(header: str) -> bool:
    """Whether programs include a header; what is generic, architectures' headers do."""
    return not header.startswith(_LAST)


class Programs:
    """Programs that include one of some headers each, known by that one.

    `includes` tells what a header includes, in order.
    """

    def __init__(
        self, headers: Sequence[str], includes: Callable[[str], Sequence[Include]]
    ) -> None:
        self._place = {name: place for place, name in enumerate(headers)}
        self._includes = includes
        self._always: dict[str, frozenset[str]] = {}
        self._reached: dict[str, dict[str, int]] = {}
        self._of: dict[str, set[str]] = {}
        self._kinds: dict[str, int] = {}

    @functools.cached_property
    def order(self) -> dict[str, int]:
        """Every header that can be reached, by when it is read at the earliest."""
        return self._read(self._place)

    def reached(self, header: str) -> dict[str, int]:
        """The same of the program that includes this one only."""
        if header not in self._reached:
            self._reached[header] = self._read((header,))
        return self._reached[header]

    def _read(self, headers: Iterable[str]) -> dict[str, int]:
        order: dict[str, int] = {}
        for header in headers:
            todo = [header]
            while todo:
                name = todo.pop()
                if name not in order:
                    order[name] = len(order)
                    todo += [included for included, _ in self._includes(name)[::-1]]
        return order

    def always(self, header: str) -> frozenset[str]:
        """A header and what it always includes, and what that does."""
        if header not in self._always:
            self._always[header] = self.before(header, None, always=True)
        return self._always[header]

    def before(self, header: str, count: int | None, *, always: bool) -> frozenset[str]:
        """A header and what it has included by the first of its includes: for sure, or perhaps."""
        seen = {header}
        todo = list(self._includes(header)[:count])
        while todo:
            name, is_always = todo.pop()
            if name not in seen and (is_always or not always):
                seen.add(name)
                todo += self._includes(name)
        return frozenset(seen)

    @functools.cached_property
    def _includers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.order:
            for included, _ in self._includes(name):
                found.setdefault(included, []).append(name)
        return found

    def of(self, header: str) -> set[str]:
        """Programs that may read a header."""
        if header not in self._of:
            readers = reachable([header], lambda name: self._includers.get(name, ()))
            self._of[header] = {name for name in readers if name in self._place}
        return self._of[header]

    @functools.cached_property
    def _surely_including(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for header in self._place:
            for name in self.always(header):
                found.setdefault(name, set()).add(header)
        return found

    def surely_of(self, header: str) -> set[str]:
        """Programs that read a header whatever the conditions around includes are."""
        return self._surely_including.get(header, set())

    def choose(self, programs: Collection[str]) -> str:
        """The one of some programs that counts."""
        least = min(map(kind_of, programs))
        alike = {name for name in programs if kind_of(name) == least}
        first = [name for name in alike if sum(n in alike for n in self.reached(name)) == 1]
        return min(first or alike, key=lambda n: (-len(self.of(n)), self._place[n]))

    def with_others(self, meanings: Mapping[str, object]) -> set[str]:
        """Programs that get other meanings of a name than the one that counts.

        `meanings` are those that single headers give it. A program that includes some of these
        on a condition may get any of theirs: which, only its own reading tells.
        """
        perhaps, surely = self._getting(meanings, self.of), self._getting(meanings, self.surely_of)
        if not perhaps:
            return set()
        least = min(map(kind_of, perhaps))
        alike = [name for name in perhaps if kind_of(name) == least]
        doubtful = [name for name in alike if perhaps[name] != surely.get(name)]
        certain = [name for name in alike if perhaps[name] == surely.get(name)]
        right = self.choose(certain or doubtful)
        if len(doubtful) >= len(self.surely_of(right)):
            right = self.choose(doubtful)
        return {name for name, own in perhaps.items() if own != perhaps[right]}

    def beside_best(self, headers: Sequence[str]) -> set[str]:
        """Programs that get what one of some headers says and not what the best of them says.

        The headers were all read, in this order. The best is the one that the likeliest
        programs have, then the one that most are sure to have, then the first.
        """
        best = min(headers, key=lambda h: (self._likeliest(h), -len(self.surely_of(h))))
        others = set().union(*(self.surely_of(h) for h in headers if h != best))
        return others - self.of(best) | (set(headers) - {best})

    def _likeliest(self, header: str) -> int:
        if header not in self._kinds:
            self._kinds[header] = min(map(kind_of, self.of(header)), default=_KINDS[_LAST])
        return self._kinds[header]

    def homes(self, definers: Collection[str]) -> list[str]:
        """Those of some headers that the program is sure to read that counts for what they
        define; none, if that depends on conditions."""
        programs = set[str]().union(*map(self.of, definers))
        if not programs:
            return list(definers)
        read = self.always(self.choose(programs))
        return [name for name in definers if name in read]

    def _getting(
        self, meanings: Mapping[str, object], programs: Callable[[str], Iterable[str]]
    ) -> dict[str, set[object]]:
        found: dict[str, set[object]] = {}
        for header, meaning in meanings.items():
            for program in programs(header):
                found.setdefault(program, set()).add(meaning)
        return found
