"""Numbers in a char."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint(
    "no-plain-char-number",
    on="member",
    of=lambda t: t.spelled == Scalar("char"),
    severity="warning",
)
def no_plain_char_number(member: MemberSubject) -> Iterator[Finding]:
    """A number is a plain char, which is signed on some targets and unsigned on others."""
    if member.placed.bit_width is None:
        yield member.finding("a char's sign differs between targets; use __u8 or __s8")
