"""Plain C integers in an interface."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_FIXED = {
    "short": "__s16", "unsigned short": "__u16", "int": "__s32", "unsigned int": "__u32",
    "long long": "__s64", "unsigned long long": "__u64",
}  # fmt: skip


def _is_plain(found: MemberType) -> bool:
    return isinstance(found.element, Scalar) and found.element.name in _FIXED


@lint("fixed-width-types", on="member", of=_is_plain, severity="warning")
def fixed_width_types(member: MemberSubject) -> Iterator[Finding]:
    """A member is spelled with a C type that does not say how wide it is."""
    element = member.type.element
    if member.placed.bit_width is None and isinstance(element, Scalar):
        yield member.finding(f"`{element.name}` does not say its width: {_FIXED[element.name]}")
