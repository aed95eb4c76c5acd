"""Types of the C library instead of the kernel's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_STDINT = re.compile(r"\bu?int(?:8|16|32|64)_t\b")


@lint("use-linux-types", on="header", severity="warning")
def use_linux_types(header: HeaderSubject) -> Iterator[Finding]:
    """A header uses `uint32_t` and its kin."""
    found = header.header.lines_with(_STDINT)
    if found:
        line, word = found[0]
        yield header.finding(f"{len(found)} lines use types like {word}, not __u32", line=line)
