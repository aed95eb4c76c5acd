"""One number that several designs use, and one name that has several numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec


class Named(msgspec.Struct, frozen=True):
    """A name that a variant gives to a value of the argument."""

    variant: str
    name: str
    value: int


def meanings(named: Iterable[Named]) -> dict[int, dict[str, list[str]]]:
    """Value to name to variants, values in order, names in the order of their variants.

    A value has as many meanings as it has names: two names that mean the same
    count twice, one name that means two things counts once.
    """
    found: dict[int, dict[str, list[str]]] = {}
    for item in named:
        found.setdefault(item.value, {}).setdefault(item.name, []).append(item.variant)
    return dict(sorted(found.items()))


def renumbered(named: Iterable[Named]) -> Iterator[tuple[str, dict[int, list[str]]]]:
    """Names that have more than one value, with the variants of each value."""
    found: dict[str, dict[int, list[str]]] = {}
    for item in named:
        found.setdefault(item.name, {}).setdefault(item.value, []).append(item.variant)
    yield from ((name, values) for name, values in found.items() if len(values) > 1)
