"""How findings put lists of names into words."""

from __future__ import annotations

from collections.abc import Sequence


def names_in_words(names: Sequence[str], what: str) -> str:
    """``2 names added: A, B``; at most four are told."""
    listed = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
    return f"{len(names)} name{'s' * (len(names) != 1)} {what}: {listed}"
