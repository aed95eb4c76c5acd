"""Bit 31 with a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.declarations import Enumerator
from abi.evaluate import Value
from abi.expression import Binary
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject, MacroSubject

_SHIFT = re.compile(r"\b(?:0x)?[13]\s*\)?\s*<<")
_LOWEST = -(1 << 31)


@lint("unsigned-shift-31", on=("macro", "enum"), severity="warning")
def unsigned_shift_31(subject: MacroSubject | EnumSubject) -> Iterator[Finding]:
    """A flag is `1 << 31`, which is a negative number."""
    if isinstance(subject, EnumSubject):
        every = filter(_is_shift, subject.declaration.enumerators or ())
        names = [e.name for e in every if _is_lowest(subject.values.get(e.name))]
    else:
        macro = subject.macro
        shifts = "<<" in macro.body and macro.parameters is None and _SHIFT.search(macro.body)
        names = [subject.name] if shifts and _is_lowest(subject.value) else []
    for name in names:
        yield subject.finding("is 1 << 31, a negative int: in 64 bits, the upper 32 are set", name)


def _is_shift(enumerator: Enumerator) -> bool:
    value = enumerator.value
    return isinstance(value, Binary) and value.operator == "<<"


def _is_lowest(value: object) -> bool:
    return isinstance(value, Value) and value.value == _LOWEST
