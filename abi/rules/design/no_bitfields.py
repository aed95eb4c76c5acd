"""Bit-fields in an interface."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint("no-bitfields", on="member", severity="warning")
def no_bitfields(member: MemberSubject) -> Iterator[Finding]:
    """A member is a bit-field, whose bits lie in an order that the ABI chooses."""
    width = member.placed.bit_width
    if width is not None and member.placed.name is not None:
        bits = "1 bit" if width == 1 else f"{width} bits"
        yield member.finding(f"{bits} whose place differs between byte orders; use a flags word")
