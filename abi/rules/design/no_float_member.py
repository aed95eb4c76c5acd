"""Floating point in an interface."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_FLOATS = ("float", "double", "long double", "_Float16", "__float128", "_Float128")


@lint("no-float-member", on="member", severity="error")
def no_float_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is a floating-point number, which kernel code cannot compute with."""
    found = member.bare
    if isinstance(found, Scalar) and found.name in _FLOATS:
        yield member.finding(f"`{found.name}`: the kernel cannot use it; pass a scaled integer")
