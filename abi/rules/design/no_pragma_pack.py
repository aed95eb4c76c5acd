"""Alignment changed behind the back of who includes a header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_PACK = re.compile(r"pack\s*\((?!\s*(?:pop\b|\)))")


@lint("no-pragma-pack", on="header", severity="warning")
def no_pragma_pack(header: HeaderSubject) -> Iterator[Finding]:
    """A header changes the alignment of all that follows with #pragma pack."""
    text = header.header
    for directive in text.directives if "pragma" in text.text else ():
        if directive.keyword == "pragma" and _PACK.match(directive.rest):
            message = "#pragma pack shows at no type, and may leak to others"
            yield header.finding(message, line=directive.line)
            return
