"""Constants that belong together: those of one header whose names begin alike."""

from __future__ import annotations

import bisect
import weakref
from collections.abc import Iterable

from abi.evaluate import Value
from abi.rules.subject import MacroSubject
from abi.surface import Surface

_Names = dict[str, list[str] | tuple[str, ...]]
_by_header: weakref.WeakKeyDictionary[Surface, _Names] = weakref.WeakKeyDictionary()
"""Names by header: a tuple where they are sorted, as those of most headers are never asked for."""


def siblings(macro: MacroSubject, prefix: str) -> tuple[str, ...]:
    """The object-like macros of the same header whose names begin with `prefix`, in order."""
    names = macros_of(macro.home, macro.surface)
    first = bisect.bisect_left(names, prefix)
    last = bisect.bisect_left(names, f"{prefix}\uffff")
    return names[first:last]


def common_prefix(names: Iterable[str]) -> str:
    """What all names begin with, up to and with a ``_``; empty where they have nothing alike."""
    first, last = min(names), max(names)
    pairs = enumerate(zip(first, last, strict=False))
    alike = next((n for n, (a, b) in pairs if a != b), len(first))
    return first[: first.rfind("_", 0, alike) + 1]


def is_bit(value: object) -> bool:
    """Whether a constant has exactly one bit set."""
    return isinstance(value, Value) and value.value > 0 and value.value & (value.value - 1) == 0


def macros_of(header: str, surface: Surface) -> tuple[str, ...]:
    """The macros of a header, sorted; found once for all headers of a surface."""
    found = _by_header.get(surface)
    if found is None:
        found = _by_header.setdefault(surface, _named(surface))
    names = found.get(header, ())
    if isinstance(names, list):
        names = found[header] = tuple(sorted(names))
    return names


def _named(surface: Surface) -> _Names:
    found: dict[str, list[str]] = {}
    for name, home in surface.declarations.homes().items():
        if " " not in name:
            found.setdefault(home, []).append(name)
    return {**found}
