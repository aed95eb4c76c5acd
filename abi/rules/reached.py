"""What one header reaches: all that it includes, directly and through others."""

from __future__ import annotations

import weakref

from abi.header import closure
from abi.rules.subject import HeaderSubject, RecordSubject
from abi.surface import Surface

STAND_IN = "<shim>/"
"""What the names of our stand-ins for missing headers begin with."""

_reached: weakref.WeakKeyDictionary[Surface, dict[str, frozenset[str]]] = (
    weakref.WeakKeyDictionary()
)


def reach(name: str, surface: Surface) -> frozenset[str]:
    """A header and all that it includes, under any condition."""
    known = _reached.setdefault(surface, {})
    if name not in known:
        known[name] = closure(name, surface.headers)
    return known[name]


def is_complete(name: str, subject: HeaderSubject | RecordSubject) -> bool:
    """Whether all that a header includes is at hand."""
    headers = subject.surface.headers
    return all(headers.get(found) is not None for found in reach(name, subject.surface))
