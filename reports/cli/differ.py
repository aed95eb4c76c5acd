"""The difference of two trees for a target, computed once for what they say."""

from __future__ import annotations

import hashlib

import msgspec

from abi.diagnostic import Diagnostic
from abi.difference import Change, ChangeKind, difference
from headers.cache import Cache
from headers.child import beside
from headers.load import Reader, read_both
from headers.program import identity


class _Found(msgspec.Struct, array_like=True):
    changes: list[Change]
    problems: list[Diagnostic]


_DECODER = msgspec.msgpack.Decoder(_Found)


def changes(old: Reader, new: Reader, cache: Cache) -> tuple[list[Change], list[Diagnostic]]:
    """All changes, and the errors met on the way.

    Two headers that were named to be compared are one, whatever they are called: nothing moved
    from one to the other.
    """
    key = _key(old, new) if old.is_known() and new.is_known() else ""
    found = cache.get("changes", key, _DECODER) if key else None
    if found is None:
        read_both(old, new)
        surfaces = old.surface(), new.surface()
        made = difference(*surfaces, beside)
        said = (d for surface in surfaces for d in surface.declarations.diagnostics())
        found = _Found(made, [d for d in said if d.level == "error"])
        cache.put("changes", _key(old, new), found)
    if not are_one(old, new):
        return found.changes, found.problems
    same = ChangeKind.MOVED_HEADER, old.tree.only[0], new.tree.only[0]
    return [c for c in found.changes if (c.kind, c.old, c.new) != same], found.problems


def are_one(old: Reader, new: Reader) -> bool:
    """Whether two single headers of different names were named to be compared."""
    return len(old.tree.only) == len(new.tree.only) == 1 and old.tree.only != new.tree.only


def _key(old: Reader, new: Reader) -> str:
    return hashlib.sha256(f"{identity()} {old.key} {new.key}".encode()).hexdigest()
