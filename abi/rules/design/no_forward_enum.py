"""Enums that are named before they are defined."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.cxx_tags import Tags
from abi.rules.finding import Finding
from abi.rules.reached import reach
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_MAYBE = re.compile(r"\benum\s+\w+(?!\w)(?!\s*[{:])")


@lint("no-forward-enum", on="header", severity="warning")
def no_forward_enum(header: HeaderSubject) -> Iterator[Finding]:
    """An enum is declared or used before it is defined, which C++ does not allow."""
    if not _MAYBE.search(header.header.text):
        return
    known: set[str] = set()
    for tag in Tags(header.header).every:
        if tag.kind != "enum" or tag.name in known:
            continue
        known.add(tag.name)  # it is said once
        if not tag.behind and tag.name and not _is_included(tag.name, header):
            message = f"enum {tag.name} is named before it is defined: no C++ compiler takes that"
            yield header.finding(message, f"enum {tag.name}", tag.line)


def _is_included(name: str, header: HeaderSubject) -> bool:
    """Whether a header that this one includes defines the enum."""
    home = header.scope.home_of(f"enum {name}")
    return home != header.name and home in reach(header.name, header.surface)
