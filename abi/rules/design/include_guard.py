"""Headers that may not be read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_GUARD = re.compile(r"#[ \t]*(?:ifndef[ \t]+\w+|if[ \t]+!\s*defined|pragma[ \t]+once)")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b[^\n]*", re.MULTILINE)
_CONDITION = re.compile(r"^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b[^\n]*", re.MULTILINE)


@lint("include-guard", on="header", severity="note")
def include_guard(header: HeaderSubject) -> Iterator[Finding]:
    """A header does not guard itself against being read twice."""
    if header.header.begins_with(_GUARD):
        return
    code = _INCLUDE.sub("", header.header.code).strip()
    if not _GUARD.match(code) and _CONDITION.sub("", code).strip():
        yield header.finding("has no include guard", line=1)
