"""Members of an enum type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Named
from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


def _is_enum(found: MemberType) -> bool:
    return isinstance(found.bare, Named) and found.bare.key.startswith("enum ")


@lint("no-enum-member", on="member", of=_is_enum, severity="warning")
def no_enum_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is of an enum type, whose width and sign its values decide."""
    if member.placed.bit_width is None:
        yield member.finding("an enum's width and sign follow from its values; use __u32")
