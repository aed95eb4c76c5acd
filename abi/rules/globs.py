"""Glob patterns, for names and headers.

Those of our data have no sign but ``*``, and are asked for a few names each: to make an expression
of one, as `fnmatch` does, takes longer than to look.
"""

from __future__ import annotations

import fnmatch


def is_like(name: str, pattern: str) -> bool:
    """Whether a name is one of a pattern, as `fnmatch.fnmatchcase` has it."""
    if "?" in pattern or "[" in pattern:
        return fnmatch.fnmatchcase(name, pattern)
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    *middle, last = rest
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, max(end, 0))
        if found < 0:
            return False
        at = found + len(part)
    return at <= end and name.startswith(first) and name.endswith(last)
