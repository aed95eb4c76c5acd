"""Types of the C library instead of the kernel's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_STDINT = re.compile(r"\bu?int(?:8|16|32|64)_t\b")
_MAYBE = re.compile(r"int(?:8|16|32|64)_t")
"""Asked first: what begins with a letter is found thirty times as fast."""


@lint("use-linux-types", on="header", severity="warning")
def use_linux_types(header: HeaderSubject) -> Iterator[Finding]:
    """A header uses `uint32_t` and its kin."""
    is_there = _MAYBE.search(header.header.text)
    found = header.header.lines_with(_STDINT) if is_there else []
    if found:
        line, word = found[0]
        yield header.finding(f"{len(found)} lines use types like {word}, not __u32", line=line)
