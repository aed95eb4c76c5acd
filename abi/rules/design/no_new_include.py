"""Includes that an existing header did not have."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject


@lint("no-new-include", on="header", severity="warning")
def no_new_include(header: HeaderSubject) -> Iterator[Finding]:
    """A header that existed includes another one now."""
    base = header.scope.base
    before = base.headers.get(header.name) if base else None
    if before is None:
        return
    for name, line in header.header.includes.items():
        if name not in before.includes and name not in ("linux/types.h", "linux/const.h"):
            message = f"all who include it get the names of <{name}> now, and clashes with them"
            yield header.finding(message, f"{header.name}:{name}", line)
