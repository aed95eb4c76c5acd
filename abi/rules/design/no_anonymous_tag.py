"""Types that are declared in an anonymous record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.cxx_tags import in_anonymous_records
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_UNTAGGED = tuple(re.compile(rf"{kind}\s*+(?:\{{|__attribute)") for kind in ("union", "struct"))
_TYPE = r"(?:(?:struct|union)\s++(?!__attribute__\s*\()\w|enum\b|(?:struct|union)\s++__attr)"
_INNER = re.compile(rf"\n[ \t]++{_TYPE}[^;{{}}=]*+\{{|\{{[ \t]*+{_TYPE}")
"""A type with a tag, or an enum, that is defined within another one. Both are asked first, of the
whole text."""


@lint("no-anonymous-tag", on="header", severity="warning")
def no_anonymous_tag(header: HeaderSubject) -> Iterator[Finding]:
    """A type is defined in an anonymous union or struct, which C++ does not allow."""
    text = header.header.text
    if not any(maybe.search(text) for maybe in _UNTAGGED) or not _INNER.search(text):
        return
    for tag in in_anonymous_records(header.header):
        what = f"{tag.kind} {tag.name}".strip()
        subject = what if tag.name else f"{header.name}:{tag.line}"
        message = f"{what} is defined in an anonymous record: no C++ compiler takes the header"
        yield header.finding(message, subject, tag.line)
