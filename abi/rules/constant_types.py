"""The C types of constants on both sides."""

from __future__ import annotations

from abi.change import Change, ChangeKind
from abi.evaluate import Value
from abi.rules.pair import Pair
from abi.surface import Surface


def sizes_and_signs(change: Change, pair: Pair) -> tuple[tuple[int, bool], tuple[int, bool]] | None:
    """Size in bytes and whether it is unsigned, of a macro's value on both sides."""
    old, new = (_size_and_sign(change.subject, s) for s in (pair.old, pair.new))
    return (old, new) if old and new else None


def _size_and_sign(name: str, surface: Surface) -> tuple[int, bool] | None:
    value = surface.constant(name) if surface.declarations.macro(name) is not None else None
    if not isinstance(value, Value):
        return None
    return surface.size_of(value.type), surface.is_unsigned(value.type)


def is_widened(change: Change, pair: Pair) -> bool:
    """Whether a macro's type has more bytes than before, or as many and the same sign."""
    both = sizes_and_signs(change, pair)
    return both is not None and (both[1][0] > both[0][0] or both[0] == both[1])


def alike(change: Change, pair: Pair) -> list[Change]:
    """Other macros of the header whose type changed in the same way."""
    header = change.new_place.header if change.new_place else ""
    own = sizes_and_signs(change, pair)
    left = pair.left(ChangeKind.TYPE, header)
    return [
        c for c in left if c != change and " " not in c.subject and sizes_and_signs(c, pair) == own
    ]
