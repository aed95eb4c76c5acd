"""Configuration of a kernel in a header for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_CONFIG = re.compile(r"(?<!\w)CONFIG_\w+")


@lint("no-config-leak", on="header", severity="error")
def no_config_leak(header: HeaderSubject) -> Iterator[Finding]:
    """What a header declares depends on the kernel's configuration."""
    text = header.header
    for directive in text.raw.turning if "CONFIG_" in text.text else ():
        is_asked = directive.keyword not in ("else", "endif")
        found = _CONFIG.search(directive.rest) if is_asked else None
        if found is not None and header.surface.declarations.macro(found[0]) is None:
            message = f"depends on {found[0]}, which no program defines"
            yield header.finding(message, f"{header.name}:{found[0]}", directive.line)
