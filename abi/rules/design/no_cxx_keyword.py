"""Names that C++ keeps for itself."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.kernel_names import CXX_KEYWORDS
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("no-cxx-keyword", on="record", severity="warning")
def no_cxx_keyword(record: RecordSubject) -> Iterator[Finding]:
    """A struct or one of its members is called by a keyword of C++."""
    tag = record.name.partition(" ")[2]
    if tag in CXX_KEYWORDS:
        yield record.finding(f"`{tag}` is a keyword of C++, whose programs cannot name it")
    for path, _ in record.leaves:
        if not CXX_KEYWORDS.isdisjoint(parts := path.split(".")):
            word = next(part for part in parts if part in CXX_KEYWORDS)
            message = f"`{word}` is a keyword of C++, whose programs cannot name it"
            yield record.finding(message, f"{record.name}.{path}", record.line_of(path))
