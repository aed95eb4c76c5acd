"""Configuration of a kernel in a header for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_CONFIG = re.compile(
    r"^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif)\b.*?(?<!\w)(CONFIG_\w+)", re.MULTILINE
)
_MAYBE = re.compile(r"#(?:[ \t]|/\*[^\n]*\*/)*(?:el)?if[^\n]*CONFIG_")
"""Asked first, of the text with its comments."""


@lint("no-config-leak", on="header", severity="error")
def no_config_leak(header: HeaderSubject) -> Iterator[Finding]:
    """What a header declares depends on the kernel's configuration."""
    text = header.header
    found = list(_CONFIG.finditer(text.code)) if _MAYBE.search(text.text) else []
    for match in found:
        if header.surface.declarations.macro(match[1]) is None:
            line = text.code.count("\n", 0, match.start(1)) + 1
            message = f"depends on {match[1]}, which no program defines"
            yield header.finding(message, f"{header.name}:{match[1]}", line)
