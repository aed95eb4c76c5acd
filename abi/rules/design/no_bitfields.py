"""Bit-fields in an interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.design.spans import is_filler
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_BYTE_ORDER = re.compile(r"(?:LITTLE|BIG)_ENDIAN|BYTE_?ORDER")


@lint("no-bitfields", on="member", severity="warning")
def no_bitfields(member: MemberSubject) -> Iterator[Finding]:
    """A member is a bit-field, whose bits lie in an order that the ABI chooses."""
    width, name = member.placed.bit_width, member.placed.name
    if width is None or name is None or is_filler(name) or _is_for_a_byte_order(member):
        return
    bits = "1 bit" if width == 1 else f"{width} bits"
    yield member.finding(f"{bits} whose place differs between byte orders; use a flags word")


def _is_for_a_byte_order(member: MemberSubject) -> bool:
    """Whether it stands under a condition on the byte order: the other order is written out."""
    place = member.location
    header = member.surface.headers.get(place.header) if place else None
    open_ones: list[bool] = []
    for directive in header.raw.turning if place and header else ():
        if place is None or directive.line >= place.line:
            break
        if directive.keyword.startswith("if"):
            open_ones.append(_BYTE_ORDER.search(directive.rest) is not None)
        elif directive.keyword == "endif" and open_ones:
            open_ones.pop()
    return any(open_ones)
