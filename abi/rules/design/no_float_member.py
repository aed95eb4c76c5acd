"""Floating point in an interface."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_FLOATS = ("float", "double", "_Float", "__float128", "_Decimal", "long double")


def _is_float(found: MemberType) -> bool:
    return isinstance(found.bare, Scalar) and found.bare.name.startswith(_FLOATS)


@lint("no-float-member", on="member", of=_is_float, severity="error")
def no_float_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is a floating-point number, which kernel code cannot compute with."""
    if isinstance(found := member.type.bare, Scalar):
        yield member.finding(f"`{found.name}`: the kernel cannot use it; pass a scaled integer")
