"""Types that are declared in an anonymous record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.cxx_tags import Tags
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_MAYBE = re.compile(r"\b(?:union|struct)\s*(?:__attribute__[^{;]*)?\{")


@lint("no-anonymous-tag", on="header", severity="warning")
def no_anonymous_tag(header: HeaderSubject) -> Iterator[Finding]:
    """A type is defined in an anonymous union or struct, which C++ does not allow."""
    if not _MAYBE.search(header.header.text):
        return
    for tag in Tags(header.header).in_anonymous:
        what = f"{tag.kind} {tag.name}".strip()
        subject = what if tag.name else f"{header.name}:{tag.line}"
        message = f"{what} is defined in an anonymous record: no C++ compiler takes the header"
        yield header.finding(message, subject, tag.line)
