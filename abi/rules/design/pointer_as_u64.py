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
    if not _is_widened(member):
        yield member.finding("a pointer's width differs between programs; pass it in a __u64")


def _is_widened(member: MemberSubject) -> bool:
    """Whether 64 bits without a name lie over it, as in ``__bpf_md_ptr`` of linux/bpf.h: whoever
    fills it in knows of programs of 32 bits."""
    start = 8 * member.placed.offset
    leaves = member.record.leaves
    return any(not p.name and p.bit_width == 64 and p.bit_offset == start for _, p in leaves)
