"""Names that a header declares twice now, which no compiler takes."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.surface import Surface


def redeclared_changes(old: Surface, new: Surface) -> Iterator[Change]:
    """Names that programs met once, or not at all, and meet twice now."""
    before = {one.name for one in old.declarations.redeclared}
    for one in new.declarations.redeclared:
        if one.name not in before:
            before.add(one.name)
            text = f"declared in {one.first} and in {one.second}"
            yield Change(ChangeKind.REDECLARED, one.name, "", text, None, one.second)
