"""Members of type bool."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint("no-bool-member", on="member", of=lambda t: t.bare == Scalar("_Bool"), severity="error")
def no_bool_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is a bool, whose bytes may only be 0 or 1."""
    yield member.finding("a program may put any byte into a bool; use __u8 and check it")
