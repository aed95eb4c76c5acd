"""Members of an enum type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Named
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint("no-enum-member", on="member", severity="warning")
def no_enum_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is of an enum type, whose width and sign its values decide."""
    found = member.bare
    is_enum = isinstance(found, Named) and found.key.startswith("enum ")
    if is_enum and member.placed.bit_width is None:
        yield member.finding("an enum's width and sign follow from its values; use __u32")
