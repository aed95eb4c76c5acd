"""Members as wide as a register."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.member_types import is_long
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint("no-long-member", on="member", of=is_long, severity="error")
def no_long_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is a long, which is 4 bytes in a 32-bit program and 8 in a 64-bit kernel."""
    name = next(iter(member.type.typedefs), "")
    what = f"`{name}` is a long" if name else "a long"
    yield member.finding(f"{what}: 4 bytes in 32-bit programs, 8 in 64-bit ones; use __u64")
