"""Pointers in an interface."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Pointer
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


@lint("pointer-as-u64", on="member", of=lambda t: isinstance(t.bare, Pointer), severity="error")
def pointer_as_u64(member: MemberSubject) -> Iterator[Finding]:
    """A member is a pointer, which is 4 bytes in a 32-bit program and 8 in a 64-bit kernel."""
    yield member.finding("a pointer's width differs between programs; pass it in a __u64")
