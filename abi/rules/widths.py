"""What a 32-bit program has otherwise than its 64-bit kernel."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from abi.change import Change
from abi.ioctl import ioctl_of
from abi.rules.pair import Pair
from abi.surface import Surface
from abi.target import TARGETS

_NARROW: WeakKeyDictionary[Surface, Surface] = WeakKeyDictionary()


def parted(change: Change, pair: Pair) -> list[tuple[str, int, int]]:
    """The ioctls, of those that a change carries or is, that had one number at both widths and
    have two: each with that of 32-bit programs, and that of the kernel."""
    sides = _narrow(pair.old), _narrow(pair.new)
    if sides[0] is None or sides[1] is None:
        return []
    found = []
    for name in (change.subject, *(carried.name for carried in change.carries)):
        if " " in name or pair.new_ioctl(name) is None or pair.old_ioctl(name) is None:
            continue
        old = _number(name, sides[0]), _number(name, pair.old)
        new = _number(name, sides[1]), _number(name, pair.new)
        if old[0] == old[1] and new[0] != new[1] and new[0] and new[1]:
            found.append((name, new[0], new[1]))
    return found


def _narrow(surface: Surface) -> Surface | None:
    """The declarations as a 32-bit program of this target's kernel lays them out."""
    own = surface.target.name
    partner = next((t for t in TARGETS.values() if t.compat_of == own), None)
    if partner is not None and surface not in _NARROW:
        _NARROW[surface] = Surface(surface.declarations, partner)
    return _NARROW.get(surface)


def _number(name: str, surface: Surface) -> int:
    declarations = surface.declarations
    if declarations.macro(name) is None:
        return 0
    found = ioctl_of(name, declarations.expression(name), surface)
    return found.code.number if found else 0
