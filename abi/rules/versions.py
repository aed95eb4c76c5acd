"""Which part of a version a constant is."""

from __future__ import annotations

import re
from enum import StrEnum

from abi.change import Change
from abi.rules.constants import body, words_of
from abi.rules.pair import Pair


class Part(StrEnum):
    """How much a version says about compatibility."""

    SMALL = "small"
    """A minor number, a patch level, a date, the kernel's own version: it grows all the time."""
    WHOLE = "whole"
    """The version of an interface that programs demand: ``KVM_API_VERSION``."""
    UNKNOWN = "unknown"


_SMALL = re.compile(
    r"(?:^|_)(?:MINOR|PATCH\w*|SUBLEVEL|DATE|EXTRA|SUBVERSION|BUILD|RELEASE)(?:_|$)|^LINUX_VERSION_"
)
_WHOLE = re.compile(r"(?:^|_)(?:API|ABI)_VERSION$")
_CALL = re.compile(r"\w+\s*\(([^()]*)\)")


def part_of(change: Change, pair: Pair) -> Part:
    """What a changed version says; its text decides before its name."""
    texts = body(change.subject, pair.old), body(change.subject, pair.new)
    if _SMALL.search(change.subject) or _is_small_by_text(texts, pair):
        return Part.SMALL
    return Part.WHOLE if _WHOLE.search(change.subject) else Part.UNKNOWN


def _is_small_by_text(texts: tuple[str, str], pair: Pair) -> bool:
    """``VERSION(2, 0, 4)`` and ``VERSION(2, 0, 5)``; or all that changed in it is small."""
    numbers = [[a.strip() for a in m[1].split(",")] for t in texts if (m := _CALL.search(t))]
    if len(numbers) == 2 and len(numbers[0]) == len(numbers[1]) == 3 and texts[0] != texts[1]:
        first, second = numbers
        return first[0] == second[0] and (first[1] == second[1] or first[0] != "0")
    changed = [word for word in words_of(texts[1]) if word in pair.by_own]
    return bool(changed) and all(_SMALL.search(word) for word in changed)
