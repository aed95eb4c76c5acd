"""An enum on both sides of a change, found by one of its enumerators."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import Scalar
from abi.evaluate import NotConstantError, Value
from abi.rules.constants import Sort, sort_of
from abi.rules.pair import Pair
from abi.surface import Surface


class EnumPair:
    """An enum that both sides have, perhaps under another tag."""

    def __init__(self, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        self.old = old
        """The names of its enumerators, in order."""
        self.new = new

    def added_before(self, name: str) -> list[str]:
        """Enumerators that only the new side has, before this one."""
        before = self.new[: self.new.index(name)] if name in self.new else ()
        return [n for n in before if n not in self.old]

    @property
    def is_reordered(self) -> bool:
        """Whether those that both sides have come in another order."""
        return [n for n in self.old if n in self.new] != [n for n in self.new if n in self.old]

    def removed(self, pair: Pair) -> list[Change]:
        """The enumerators that no enum or macro of the new side has."""
        found = (c for name in self.old for c in pair.by_own.get(name, ()))
        return [c for c in found if c.kind is ChangeKind.REMOVED and c not in pair.judged]

    def shifted(self, pair: Pair) -> list[Change]:
        """Enumerators without a value of their own that have another one now."""
        found = (c for name in self.new for c in pair.by_own.get(name, ()))
        changed = (c for c in found if c.kind is ChangeKind.VALUE and c not in pair.judged)
        return [c for c in changed if sort_of(c, pair) is Sort.SHIFTED]


def enum_pair(name: str, pair: Pair) -> EnumPair | None:
    """The enum that has, or had, an enumerator; None where only one side has it. One that keeps its
    tag is still there, whatever enumerators it has now."""
    old_key = pair.old.declarations.owner(name)
    if old_key is None:
        return None
    old = tuple(pair.old.enumerators(old_key))
    owners = (pair.new.declarations.owner(n) for n in (name, *old))
    tag = old_key if pair.new.declarations.has(old_key) else None
    new_key = next((key for key in owners if key), tag)
    return None if new_key is None else EnumPair(old, tuple(pair.new.enumerators(new_key)))


def retyped_enum(change: Change, pair: Pair) -> tuple[str, Scalar, Scalar] | None:
    """The enum of an enumerator, where the type behind it changed: once for each enum."""
    return pair.once(_retyped).get(change.subject)


def _retyped(pair: Pair) -> dict[str, tuple[str, Scalar, Scalar]]:
    return dict(_each_retyped(pair))


def _each_retyped(pair: Pair) -> Iterator[tuple[str, tuple[str, Scalar, Scalar]]]:
    owners = {**pair.old.declarations.enumerators(), **pair.new.declarations.enumerators()}
    heads: dict[str, str] = {}
    for change in pair.changes:
        if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.VALUE):
            key = owners.get(change.subject)
            if key is not None:
                heads.setdefault(key, change.subject)
    for key, name in heads.items():
        if not (pair.old.declarations.has(key) and pair.new.declarations.has(key)):
            continue
        if _range(key, pair.old) == _range(key, pair.new):
            continue
        try:
            old, new = pair.old.enum_type(key), pair.new.enum_type(key)
        except NotConstantError:
            continue
        if old != new:
            yield name, (key, old, new)


def _range(key: str, surface: Surface) -> tuple[bool, int]:
    """What decides an enum's type: whether a value is negative, and how many bits there are."""
    values = [v.value for v in surface.enumerators(key).values() if isinstance(v, Value)]
    bits = max((v.bit_length() for v in values), default=0)
    return min(values, default=0) < 0, 0 if bits < 32 else bits
