"""Comments that C90 does not know."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject


@lint("no-double-slash", on="header", severity="note")
def no_double_slash(header: HeaderSubject) -> Iterator[Finding]:
    """A header has `//` comments."""
    lines = header.header.double_slashes
    if lines:
        message = f"{len(lines)} comments with //, an error to C90 programs"
        yield header.finding(message, line=lines[0])
