"""Arrays of no elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Array, unqualified
from abi.expression import Literal
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_ZERO = re.compile(r"\[\s*0\s*\]")


@lint("no-zero-length-array", on="member", severity="warning")
def no_zero_length_array(member: MemberSubject) -> Iterator[Finding]:
    """An array has the bound 0, which hides from compilers that it has a length."""
    ctype = unqualified(member.placed.type)
    is_zero = isinstance(ctype, Array) and ctype.count == Literal("0")
    if is_zero and _ZERO.search(member.record.text_of(member.path) or "[0]"):
        yield member.finding("[0] is GNU C, and its bounds are never checked; write []")
