"""Whether the values of an enum are flags, to be combined, or choices."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTINEL = re.compile(r"__|.*_(?:MAX|LAST|NUM|NR|COUNT|END)\d*$", re.IGNORECASE)
_COMPOSITE = re.compile(r".*(?:MASK|ALL|DEFAULT|VALID|SUPPORTED|NONE)", re.IGNORECASE)
_SAYS_SO = re.compile(r"(?:^|_)(?:flags?|bits|mask)(?:_|$)", re.IGNORECASE)


def are_flags(name: str, enumerators: Iterable[tuple[str, int]]) -> bool:
    """Whether these enumerators look like flags.

    They do when they are distinct single bits and not the start of a count: 1
    and 2 alone are no proof unless the enum's name says ``flags``. Sentinels
    (``…_MAX``) do not count, and masks may hold several bits.

    >>> are_flags("", [("A_R", 1), ("A_W", 2), ("A_X", 4), ("A_MASK", 7)])
    True
    >>> are_flags("", [("KIND_A", 0), ("KIND_B", 1), ("KIND_C", 2)])
    False
    """
    values = [
        value
        for label, value in enumerators
        if not _SENTINEL.match(label) and not (_COMPOSITE.match(label) and value.bit_count() != 1)
    ]
    bits = [value for value in values if value > 0 and value.bit_count() == 1]
    if len(bits) != len([v for v in values if v]) or len(bits) != len(set(bits)):
        return False
    enough = 1 if _SAYS_SO.search(name) else 3
    return len(bits) >= enough
