"""Trailing arrays of one element."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Array, InlineRecord, unqualified
from abi.declarations import Member, Record
from abi.design.spans import is_filler
from abi.expression import Literal
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_ONE = re.compile(r"\[\s*1\s*\]")


@lint("no-one-element-array", on="record", severity="warning", instead_of=("no-tail-padding",))
def no_one_element_array(record: RecordSubject) -> Iterator[Finding]:
    """A struct ends with an array of one element, which stands for as many as there are."""
    for path in _ends(record.declaration, ""):
        if _ONE.search(record.text_of(path) or "[1]"):
            yield record.of_member(path, "an array without a known length is written []")


def _ends(record: Record, prefix: str) -> Iterator[str]:
    """The paths of arrays of one element at the end of a struct, or of an arm at its end."""
    members = record.members or ()
    for member in members if record.kind == "union" else members[-1:]:
        ctype = unqualified(member.type)
        path = f"{prefix}{member.name or ''}"
        if isinstance(ctype, InlineRecord):
            yield from _ends(ctype.record, f"{path}." if member.name else prefix)
        elif record.kind == "struct" and _is_one(member):
            yield path


def _is_one(member: Member) -> bool:
    ctype = unqualified(member.type)
    is_one = isinstance(ctype, Array) and ctype.count == Literal("1")
    return is_one and member.name is not None and not is_filler(member.name)
