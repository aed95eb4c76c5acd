"""Alignment changed behind the back of who includes a header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_PACK = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+pack[ \t]*\((?![ \t]*(?:pop\b|\)))", re.MULTILINE)


@lint("no-pragma-pack", on="header", severity="warning")
def no_pragma_pack(header: HeaderSubject) -> Iterator[Finding]:
    """A header changes the alignment of all that follows with #pragma pack."""
    if "pragma" not in header.header.text:
        return
    found = _PACK.search(header.header.code)
    if found is not None:
        line = header.header.code.count("\n", 0, found.start()) + 1
        yield header.finding("#pragma pack shows at no type, and may leak to others", line=line)
