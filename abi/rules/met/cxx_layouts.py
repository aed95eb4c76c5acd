"""Records that C++ lays out otherwise, or refuses: flexible arrays that are not last (g++ refuses
those, C and clang++ take them), and empty records, which have a byte there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from weakref import WeakKeyDictionary

from abi.change import Change, ChangeKind
from abi.ctype import Array, CType, InlineRecord, Named, unqualified
from abi.declarations import Member, Record, Typedef
from abi.graph import reachable
from abi.header import resolved
from abi.rules.reached import reach
from abi.surface import Surface

_KINDS = frozenset((
    ChangeKind.ADDED, ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_REMOVED, ChangeKind.MEMBER_MOVED,
    ChangeKind.MEMBER_RETYPED, ChangeKind.MEMBER_RENAMED, ChangeKind.RESPELLED, ChangeKind.TYPE,
))  # fmt: skip
_DEPTH = 20
_FLEXIBLE = re.compile(r"\[\s*\]|FLEX_ARRAY")
_RECORDS = ("struct ", "union ", "typedef ")


def ends_open(ctype: CType, surface: Surface, depth: int = 0) -> bool:
    """Whether a type ends with a flexible array, ``[]``: it, or its last member, at any depth."""
    inner = unqualified(ctype)
    if isinstance(inner, Named) and not _may_end_open(inner.key, surface):
        return False
    record = record_of(ctype, surface)
    if record is None or not record.members or depth > _DEPTH:
        return False
    last = record.members[-1:] if record.kind == "struct" else record.members
    return any(
        _is_flexible(member.type) or ends_open(member.type, surface, depth + 1) for member in last
    )


def _may_end_open(key: str, surface: Surface) -> bool:
    """Whether the header of a record, or one that it includes, has a flexible array: read from the
    texts, because most records need not be parsed for it."""
    if not key.startswith(("struct ", "union ")):
        return key.startswith("typedef ")
    home = surface.declarations.homes().get(key, "")
    return any(_has_flexible(name, surface) for name in reach(home, surface))


def _has_flexible(name: str, surface: Surface) -> bool:
    known = _FLEXIBLE_IN.setdefault(surface, {})
    if name not in known:
        header = surface.headers.get(name)
        known[name] = header is not None and _FLEXIBLE.search(header.text) is not None
    return known[name]


_FLEXIBLE_IN: WeakKeyDictionary[Surface, dict[str, bool]] = WeakKeyDictionary()


def _is_flexible(ctype: CType) -> bool:
    inner = unqualified(ctype)
    return isinstance(inner, Array) and inner.count is None


def record_of(ctype: CType, surface: Surface) -> Record | None:
    """The record that a type is, through typedefs; not behind pointers and in arrays."""
    inner = unqualified(ctype)
    seen = 0
    while isinstance(inner, Named) and inner.key.startswith("typedef ") and seen < _DEPTH:
        declaration = surface.declaration(inner.key)
        if not isinstance(declaration, Typedef):
            return None
        inner, seen = unqualified(declaration.type), seen + 1
    if isinstance(inner, InlineRecord):
        return inner.record
    found = surface.declaration(inner.key) if isinstance(inner, Named) else None
    return found if isinstance(found, Record) else None


def covered(key: str, surface: Surface) -> list[str]:
    """The members of a record that end with a flexible array and are not last."""
    record = record_of(Named(key), surface)
    return list(_covered(record, surface, "", 0)) if record is not None else []


def _covered(record: Record, surface: Surface, prefix: str, depth: int) -> Iterator[str]:
    members = record.members or ()
    for place, member in enumerate(members):
        path = f"{prefix}{member.name or ''}"
        is_last = record.kind == "union" or place == len(members) - 1
        if not is_last and ends_open(member.type, surface):
            yield path
        inner = unqualified(member.type)
        if isinstance(inner, InlineRecord) and depth < _DEPTH:
            before = f"{path}." if member.name else prefix
            yield from _covered(inner.record, surface, before, depth + 1)


def covered_changes(changes: Iterable[Change], old: Surface, new: Surface) -> Iterator[Change]:
    """Records that g++ refuses now: they, or what they embed, got a flexible array."""
    own = {c.own: c for c in changes if c.kind in _KINDS and " " in c.own}
    records = {key: c for key, c in own.items() if key.startswith(_RECORDS)}
    opened = {key for key in records if old.declarations.has(key) and _opened(key, old, new)}
    for key in dict.fromkeys([*records, *_embedders(opened, new)]):
        is_new_header = not old.declarations.has(key) and _is_new_header(key, old, new)
        after = [] if is_new_header else covered(key, new)
        if after and not covered(key, old):
            place = new.declarations.location(key)
            reason = f"`{after[0]}` ends with a flexible array and is not last (g++)"
            subject = f"{key}.{after[0]}" if after[0] else key
            yield Change(ChangeKind.CXX, subject, "", reason, old.declarations.location(key), place)


def hollow_changes(changes: Iterable[Change], old: Surface, new: Surface) -> Iterator[Change]:
    """Records that have an empty record as a member now, of 0 bytes in C and of 1 in C++."""
    own = {c.own: c for c in changes if c.kind in _KINDS and c.own.startswith(_RECORDS)}
    for key in own:
        if not old.declarations.has(key):
            continue
        before, after = hollow_members(key, old), hollow_members(key, new)
        if after and not before:
            places = old.declarations.location(key), new.declarations.location(key)
            why = f"`{after[0]}` is empty: 0 bytes in C, and 1 in C++"
            yield Change(ChangeKind.CXX, f"{key}.{after[0]}", OTHER_LAYOUT, why, *places)


OTHER_LAYOUT = "what lies behind it, or embeds it, is elsewhere in a program in C++"
"""What an empty member is to programs in C++, which do not refuse it."""


def hollow_members(key: str, surface: Surface) -> list[str]:
    """The members of a record that are empty records. The one that ``__DECLARE_FLEX_ARRAY`` makes
    is not there in C++."""
    record = record_of(Named(key), surface)
    members = record.members or () if record is not None else ()
    return [m.name for m in members if m.name and _is_empty(m, surface)]


def _is_empty(member: Member, surface: Surface) -> bool:
    inner = record_of(member.type, surface)
    is_made = (member.name or "").startswith("__empty_")
    return inner is not None and inner.members == () and not is_made


def _opened(key: str, old: Surface, new: Surface) -> bool:
    return ends_open(Named(key), new) and not ends_open(Named(key), old)


def _is_new_header(key: str, old: Surface, new: Surface) -> bool:
    place = new.declarations.location(key)
    return place is not None and old.headers.get(place.header) is None


def _embedders(keys: set[str], surface: Surface) -> Iterator[str]:
    """The records that have one of some as a member, or one that has: by their names in the
    texts."""
    every = surface.declarations.homes().items() if keys else ()
    homes = [(key, home) for key, home in every if " " in key and key.startswith(_RECORDS)]
    seen = set(keys)
    while keys:
        words = {key.partition(" ")[2] for key in keys}
        texts = {name for name in _users(keys, surface) if _has(words, name, surface)}
        near = {key for key, home in homes if home in texts} - seen
        keys = {key for key in near if _embeds(key, words, surface)}
        seen |= keys
        yield from sorted(keys)


def _users(keys: set[str], surface: Surface) -> set[str]:
    """The headers that declare some keys, and those that include them: who has a record as a
    member has to know it."""
    homes = surface.declarations.homes()
    includers = _includers(surface)
    declaring = (homes[key] for key in keys if key in homes)
    return reachable(declaring, lambda name: includers.get(name, ()))


def _includers(surface: Surface) -> Mapping[str, list[str]]:
    """The headers that include each header, directly."""
    if surface not in _INCLUDERS:
        found: dict[str, list[str]] = {}
        for name in surface.headers.names():
            header = surface.headers.get(name)
            for included in header.includes if header else ():
                found.setdefault(resolved(included, name, surface.headers), []).append(name)
        _INCLUDERS[surface] = found
    return _INCLUDERS[surface]


_INCLUDERS: WeakKeyDictionary[Surface, Mapping[str, list[str]]] = WeakKeyDictionary()


def _has(words: set[str], name: str, surface: Surface) -> bool:
    header = surface.headers.get(name)
    return header is not None and any(word in header.text for word in words)


def _embeds(key: str, words: set[str], surface: Surface) -> bool:
    declaration = surface.declaration(key)
    if isinstance(declaration, Typedef):
        return _names(declaration.type, words)
    return isinstance(declaration, Record) and _has_member(declaration.members or (), words)


def _has_member(members: Iterable[Member], words: set[str]) -> bool:
    return any(_names(member.type, words) for member in members)


def _names(ctype: CType, words: set[str]) -> bool:
    inner = unqualified(ctype)
    while isinstance(inner, Array):
        inner = unqualified(inner.of)
    if isinstance(inner, InlineRecord):
        return _has_member(inner.record.members or (), words)
    return isinstance(inner, Named) and inner.key.partition(" ")[2] in words
