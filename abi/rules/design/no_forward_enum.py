"""Enums that are named before they are defined."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.reached import reach
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_USED = re.compile(r"enum\s++(\w++)(?!\s*+[{:])")
_ENUM = re.compile(r"enum(?<!\wenum)\s++(\w++)(\s*+[{:])?")


@lint("no-forward-enum", on="header", severity="warning")
def no_forward_enum(header: HeaderSubject) -> Iterator[Finding]:
    """An enum is declared or used before it is defined, which C++ does not allow."""
    text = header.header
    if not text.has_in_code(_USED):
        return
    known: set[str] = set()
    for match in _ENUM.finditer(text.declarations):
        name = match[1]
        if name not in known and not match[2] and not _is_included(name, header):
            line = text.declarations.count("\n", 0, match.start()) + 1
            message = f"enum {name} is named before it is defined: no C++ compiler takes that"
            yield header.finding(message, f"enum {name}", line)
        known.add(name)  # it is said once


def _is_included(name: str, header: HeaderSubject) -> bool:
    """Whether a header that this one includes defines the enum."""
    home = header.scope.home_of(f"enum {name}")
    return home != header.name and home in reach(header.name, header.surface)
