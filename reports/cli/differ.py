"""The difference of two trees for a target, computed once for what they say."""

from __future__ import annotations

import hashlib

import msgspec

from abi.diagnostic import Diagnostic
from abi.difference import Change, difference
from headers.cache import Cache
from headers.child import beside
from headers.load import Reader, read_both
from headers.program import identity


class _Found(msgspec.Struct, array_like=True):
    changes: list[Change]
    problems: list[Diagnostic]


_DECODER = msgspec.msgpack.Decoder(_Found)


def changes(old: Reader, new: Reader, cache: Cache) -> tuple[list[Change], list[Diagnostic]]:
    """All changes, and the errors met on the way."""
    key = _key(old, new) if old.is_known() and new.is_known() else ""
    found = cache.get("changes", key, _DECODER) if key else None
    if found is None:
        read_both(old, new)
        surfaces = old.surface(), new.surface()
        made = difference(*surfaces, beside)
        said = (d for surface in surfaces for d in surface.declarations.diagnostics())
        found = _Found(made, [d for d in said if d.level == "error"])
        cache.put("changes", _key(old, new), found)
    return found.changes, found.problems


def _key(old: Reader, new: Reader) -> str:
    return hashlib.sha256(f"{identity()} {old.key} {new.key}".encode()).hexdigest()
