"""Arrays of no elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Array
from abi.expression import Literal
from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_ZERO = re.compile(r"\[\s*0\s*\]")


def _has_bound_0(found: MemberType) -> bool:
    return isinstance(found.spelled, Array) and found.spelled.count == Literal("0")


@lint("no-zero-length-array", on="member", of=_has_bound_0, severity="warning")
def no_zero_length_array(member: MemberSubject) -> Iterator[Finding]:
    """An array has the bound 0, which hides from compilers that it has a length."""
    if _ZERO.search(member.record.text_of(member.path) or "[0]"):
        yield member.finding("[0] is GNU C, and its bounds are never checked; write []")
