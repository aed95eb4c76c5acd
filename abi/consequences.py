"""Changes that only follow from other changes.

What a declaration says may be the same on both sides and still mean something
else: a record that embeds one which grew, an ioctl whose number carries its
size, an enumerator behind one that was inserted. Such a change is carried by
the one that it follows from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from abi import expression as x
from abi.change import Carried, Change, ChangeKind
from abi.ctype import Function, Named, Pointer
from abi.declarations import Enum
from abi.surface import Surface
from abi.untagged import hollow, is_inner

MOVED = ChangeKind.MOVED_HEADER


def fold(changes: Iterable[Change], old: Surface, new: Surface) -> list[Change]:
    """The changes that stand by themselves, by name, each with what it carries.

    That something moved to another header follows from nothing, and nothing from it.
    """
    every: dict[str, list[Change]] = {}
    for change in changes:
        every.setdefault(change.own, []).append(change)
    moves = {n: [c for c in found if c.kind is MOVED] for n, found in every.items()}
    own = {n: [c for c in found if c.kind is not MOVED] for n, found in every.items()}
    folding = _Folding({n: found for n, found in own.items() if found}, old, new)
    carried: dict[str, list[Carried]] = {}
    for name, found in folding.own.items():
        causes = folding.causes(name, ())
        if name not in causes:
            for cause in sorted(causes):
                carried.setdefault(cause, []).append(_carried(found))
            own[name] = []
    kept: list[Change] = []
    for name, found in own.items():
        kept += moves[name]
        if found:
            first = msgspec.structs.replace(found[0], carries=tuple(carried.get(name, ())))
            kept += [first, *found[1:]]
    return kept


def _carried(changes: list[Change]) -> Carried:
    size = next((c for c in changes if c.kind is ChangeKind.SIZE), None)
    value = next((c for c in changes if c.kind in (ChangeKind.VALUE, ChangeKind.NUMBER)), None)
    first = size or value
    return Carried(changes[0].own, first.old if first else "", first.new if first else "")


_OF_ITS_OWN = {
    ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.TEXT, ChangeKind.RESPELLED,
    ChangeKind.UNJUDGED,
}  # fmt: skip
"""Kinds that follow from no other change."""
_OUTWARD = (ChangeKind.SIZE, ChangeKind.ALIGNMENT)
"""Kinds of a record's changes that reach the records around it."""


class _Folding:
    def __init__(self, own: dict[str, list[Change]], old: Surface, new: Surface) -> None:
        self.own = own
        self.old = old
        self.new = new
        self.shifts = _shifted_enumerators(own, old, new)

    def causes(self, name: str, before: tuple[str, ...]) -> set[str]:
        """The changes that this one follows from in the end; its own name if from none."""
        if name in before or any(c.kind in _OF_ITS_OWN for c in self.own[name]):
            return {name}
        if name in self.shifts:
            return {self.shifts[name]}
        said = _said(name, self.old)
        if said is None or said != _said(name, self.new):
            return {name}
        others = (o for o in mentioned(said) if o != name and self._has_consequences(o))
        found = (self.causes(other, (*before, name)) for other in others)
        return set().union(*found) or {name}

    def _has_consequences(self, name: str) -> bool:
        """Whether what changed may change what speaks of it: of a record only sizes do."""
        found = self.own.get(name, ())
        is_record = name.startswith(("struct ", "union ")) or is_inner(name)
        return bool(found) and (not is_record or any(c.kind in _OUTWARD for c in found))


def _said(name: str, surface: Surface) -> object:
    """What the source says of a key or a macro, as a value; None where it says nothing."""
    if " " in name:
        return hollow(name, surface.declaration(name))
    if surface.declarations.macro(name) is None:
        return _written(name, surface)
    found = surface.declarations.expression(name)
    return None if isinstance(found, x.Unevaluated) else found


def _written(name: str, surface: Surface) -> object:
    """What an enumerator that is computed from a type is said to be, as an ioctl is; None of
    others: those of lists, such as ``X_MAX = __X_MAX - 1``, have rules of their own."""
    value = written(name, surface)
    return value if any(" " in key for key in mentioned(value)) else None


def written(name: str, surface: Surface) -> x.Expression | None:
    """What stands behind an enumerator's ``=``, expanded; None where nothing does."""
    key = surface.declarations.owner(name)
    declaration = surface.declaration(key) if key else None
    every = (declaration.enumerators or ()) if isinstance(declaration, Enum) else ()
    return next((one.value for one in every if one.name == name), None)


def mentioned(said: object) -> set[str]:
    """Keys and names that a declaration or an expression depends on; not behind pointers."""
    match said:
        case Pointer() | Function():
            return set()
        case Named(key):
            return {key}
        case x.Name(name):
            return {name}
        case _:
            return _in_parts(said, mentioned)


def addressed(said: object) -> set[str]:
    """Keys that a declaration has the address of, in itself or in what it has the address of; what
    a callback takes is its own matter."""
    match said:
        case Function():
            return set()
        case Pointer(to):
            return mentioned(to) | addressed(to)
        case _:
            return _in_parts(said, addressed)


def passed(said: object) -> set[str]:
    """Keys that a declaration's functions take or give by value, also behind addresses of them."""
    match said:
        case Function(returns, parameters):
            own = (returns, *(parameter.type for parameter in parameters))
            return mentioned(own) | passed(own)
        case _:
            return _in_parts(said, passed)


def _in_parts(said: object, find: Callable[[object], set[str]]) -> set[str]:
    """What is found in the parts of a declaration, a type or an expression."""
    parts: Iterable[object] = ()
    if isinstance(said, tuple):
        parts = said
    elif isinstance(said, msgspec.Struct):
        parts = (getattr(said, field) for field in said.__struct_fields__)
    return set().union(*map(find, parts))


def _shifted_enumerators(
    own: dict[str, list[Change]], old: Surface, new: Surface
) -> dict[str, str]:
    """Enumerators without a value of their own, by the first of their run that moved as far."""
    heads: dict[str, str] = {}
    changed = (name for name, found in own.items() if found[0].kind is ChangeKind.VALUE)
    for key in dict.fromkeys(filter(None, map(new.declarations.owner, changed))):
        before, after = old.enumerators(key), new.enumerators(key)
        head, distance = "", 0
        for name in _implicit(key, new):
            if name not in before or name not in own:
                continue
            moved = _distance(before.get(name), after.get(name))
            if head and moved == distance:
                heads[name] = head
            else:
                head, distance = name, moved
    return heads


def _distance(before: object, after: object) -> int:
    return int(getattr(after, "value", 0)) - int(getattr(before, "value", 0))


def _implicit(key: str, surface: Surface) -> Iterator[str]:
    declaration = surface.declaration(key)
    if isinstance(declaration, Enum):
        yield from (e.name for e in declaration.enumerators or () if e.value is None)
