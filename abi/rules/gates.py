"""What protects a new member: a flag that comes with it, or that only the kernel writes it."""

from __future__ import annotations

import re

from abi.difference import Change, ChangeKind
from abi.rules.pair import Pair

_WORD = re.compile(r"[A-Z0-9]+")


def gate_of(change: Change, pair: Pair) -> str:
    """A new constant of the same header whose name speaks of the new member; empty if none.

    ``triple_fault.pending`` comes with ``KVM_VCPUEVENT_VALID_TRIPLE_FAULT``.
    """
    member = change.subject[len(change.own) + 1 :]
    home = change.new_place.header if change.new_place else ""
    words = _WORD.findall(member.partition(".")[0].upper())
    if change.kind is ChangeKind.MEMBER_RENAMED:
        words = _WORD.findall(change.new.upper())
    for other in pair.changes:
        is_near = other.kind is ChangeKind.ADDED and other.new_place is not None
        if is_near and " " not in other.own and other.new_place.header == home:  # type: ignore[union-attr]
            own = other.own.split("_")
            if words and all(word in own for word in words):
                return other.own
    return ""


def is_only_read(key: str, pair: Pair) -> bool:
    """Whether programs only get the record from the kernel, as its ioctls say (``_IOR``)."""
    ioctls = pair.ioctls(key)
    return bool(ioctls) and all(ioctl.code.direction == "read" for ioctl in ioctls)
