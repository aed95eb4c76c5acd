"""Code in a header."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import PrototypeSubject


@lint("no-inline-code", on="prototype", severity="note")
def no_inline_code(prototype: PrototypeSubject) -> Iterator[Finding]:
    """A header defines an inline function."""
    if prototype.declaration.inline:
        yield prototype.finding("code in a header: programs keep the one they were built with")
