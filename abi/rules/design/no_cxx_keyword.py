"""Names that C++ keeps for itself."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.cxx_names import keyword_in
from abi.rules.finding import Finding
from abi.rules.kernel_names import CXX_KEYWORDS
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject, PrototypeSubject, RecordSubject, TypedefSubject

_Named = RecordSubject | EnumSubject | TypedefSubject | PrototypeSubject


@lint("no-cxx-keyword", on=("record", "enum", "typedef", "prototype"), severity="warning")
def no_cxx_keyword(subject: _Named) -> Iterator[Finding]:
    """A type, a member, an enumerator, a function or a parameter is called by a keyword of C++."""
    kind, _, own = subject.name.partition(" ")
    is_typedef = isinstance(subject, RecordSubject) and kind == "typedef"  # asked as a typedef, too
    if own in CXX_KEYWORDS and not is_typedef:
        yield subject.finding(_message(own))
    if isinstance(subject, RecordSubject):
        yield from _members(subject)
    elif isinstance(subject, EnumSubject):
        for name in filter(CXX_KEYWORDS.__contains__, subject.values):
            yield subject.finding(_message(name), f"{subject.name}.{name}")
    elif word := keyword_in(subject.declaration.type):
        yield subject.finding(_message(word))


def _members(record: RecordSubject) -> Iterator[Finding]:
    for path, leaf in record.leaves:
        parts = path.split(".")
        word = next((part for part in parts if part in CXX_KEYWORDS), "") or keyword_in(leaf.type)
        if word:
            yield record.of_member(path, _message(word))


def _message(word: str) -> str:
    return f"`{word}` is a keyword of C++, whose programs cannot name it"
