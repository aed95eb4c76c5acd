"""Enumerators without a value."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject


@lint("explicit-enum-values", on="enum", severity="note")
def explicit_enum_values(enum: EnumSubject) -> Iterator[Finding]:
    """Enumerators have the value that their place gives them."""
    every = enum.declaration.enumerators or ()
    bare = [e.name for e in every[1:] if e.value is None and not e.name.startswith("__")]
    if bare:
        some = ", ".join(bare[:3]) + (", …" if len(bare) > 3 else "")
        yield enum.finding(f"{len(bare)} of {len(every)} values come from their places: {some}")
