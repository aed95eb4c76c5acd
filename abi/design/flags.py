"""Which constants are the flags of one word or the numbers of one list, over N variants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

_FEWEST = 3
"""Constants that make a family, and bits that make it one of flags."""

_END = re.compile(r"(?:^|_)(?:N?MAX|LAST|END|NR|NUM|CNT|COUNT)(?:_|$)|MAX$|^__", re.IGNORECASE)
"""Names of ends: ``KVM_SEV_NR_MAX``."""

Kind = Literal["flags", "numbers"]


class Family(msgspec.Struct, frozen=True):
    """Names whose values are of one kind, over all variants."""

    title: str
    """An enumeration's key, or what the names begin with: ``KVM_MEM_*``."""
    kind: Kind
    names: tuple[str, ...]


def is_flags(values: Iterable[int]) -> bool:
    """Whether values are flags: mostly distinct powers of two, at least three.

    "Mostly" is two thirds of those that are not 0, so that masks may stand among
    them, and three quarters of the powers of two, so that a flag may have two
    names. Values that nearly count up (three quarters of 1 to the largest) are
    numbers unless all are powers of two: 1, 2, 3, 4 is a list. It judges
    values only: three sizes that are powers of two look like flags.
    """
    given = [value for value in values if value]
    distinct = set(given)
    single = [value for value in given if value > 0 and value & (value - 1) == 0]
    bits = set(single)
    if len(bits) < _FEWEST or min(distinct) < 0 or 3 * len(single) > 4 * len(bits):
        return False
    if 3 * len(single) < 2 * len(given):
        return False
    return bits == distinct or 4 * len(distinct) < 3 * max(distinct)


def families(variants: Sequence[Mapping[str, int]], owners: Mapping[str, str]) -> Iterator[Family]:
    """The families of the variants' constants; `owners` are the tagged enumerations of names.

    An enumeration is a family. Of all others, those with the longest common beginning that
    is too short to hold anything but flags are one: ``KVM_MEM_*`` where ``KVM_*`` is not.
    """
    every = dict.fromkeys(name for variant in variants for name in variant)
    lists: dict[str, list[str]] = {}
    rest: list[str] = []
    for name in every:
        lists.setdefault(owners[name], []).append(name) if name in owners else rest.append(name)

    def has_flags(names: Sequence[str]) -> bool:
        values = [[v[n] for n in names if v.get(n)] for v in variants]
        enough = [own for own in values if len(own) >= _FEWEST]
        return bool(enough) and all(map(is_flags, enough))

    for owner, names in lists.items():
        yield Family(owner, "flags" if has_flags(names) else "numbers", tuple(names))
    for beginning, names in _by_beginning(rest, 1, has_flags):
        yield Family(f"{beginning}*", "flags", tuple(names))


def _by_beginning(
    names: Sequence[str], words: int, has_flags: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[str, list[str]]]:
    """Families among names, by as few of their first words as hold nothing but flags."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_beginning(name, words), []).append(name)
    small: list[str] = []
    for beginning, own in groups.items():
        if len(own) < _FEWEST:
            small += own
        elif has_flags(own):
            yield beginning, own
        else:
            yield from _by_beginning(own, words + 1, has_flags)
    if words > 1 and len(small) < len(names) and has_flags(small):
        yield _beginning(small[0], words - 1), small


def _beginning(name: str, words: int) -> str:
    """``KVM_MEM_`` of ``KVM_MEM_READONLY`` for 2; the name where it has no more words."""
    parts = name.split("_")
    return "_".join(parts[:words]) + ("_" if words < len(parts) else "")


class Place(msgspec.Struct, frozen=True):
    """A value and a name that has it in some variants, by their indices."""

    value: int
    name: str
    variants: tuple[int, ...]


def places(family: Family, variants: Sequence[Mapping[str, int]]) -> tuple[Place, ...]:
    """Each name at each of its values, values in order.

    A value of two places has two meanings; a name of two places has moved.
    """
    found: dict[tuple[int, str], list[int]] = {}
    for index, variant in enumerate(variants):
        for name in family.names:
            if name in variant:
                found.setdefault((variant[name], name), []).append(index)
    order = {name: index for index, name in enumerate(family.names)}
    ordered = sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]]))
    return tuple(Place(value, name, tuple(own)) for (value, name), own in ordered)


def ends(family: Family, variants: Sequence[Mapping[str, int]]) -> tuple[str, ...]:
    """Names that moved and stand for the end of a list: called so, with no other above them.

    Both must be: an enumerator that another one pushed to the end has moved.
    """
    found = []
    for name in filter(_END.search, family.names):
        having = [variant for variant in variants if name in variant]
        tops = (max(v[n] for n in family.names if n in v) for v in having)
        if len({v[name] for v in having}) > 1 and all(
            v[name] == top for v, top in zip(having, tops, strict=True)
        ):
            found.append(name)
    return tuple(found)
