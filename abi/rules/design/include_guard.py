"""Headers that may not be read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_GUARD = re.compile(r"#[ \t]*(?:ifndef[ \t]+\w+|if[ \t]+!\s*defined|pragma[ \t]+once)")
_CONDITIONS = frozenset(("if", "ifdef", "ifndef", "elif", "else", "endif"))


@lint("include-guard", on="header", severity="note")
def include_guard(header: HeaderSubject) -> Iterator[Finding]:
    """A header does not guard itself against being read twice."""
    text = header.header
    if text.begins_with(_GUARD):
        return
    others = [found for found in text.directives if not found.keyword.startswith("include")]
    first = others[0] if others else None
    before = text.declarations[: first.start] if first else ""
    if first and not before.strip() and _GUARD.match(f"#{first.keyword} {first.rest}"):
        return
    if text.declarations.strip() or not _CONDITIONS.issuperset(d.keyword for d in others):
        yield header.finding("has no include guard", line=1)
