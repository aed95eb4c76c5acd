"""File descriptors without a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_FD = re.compile(r"(?:.*\.)?(?:fd|\w+_fd)")


@lint("fd-is-s32", on="member", severity="note")
def fd_is_s32(member: MemberSubject) -> Iterator[Finding]:
    """A file descriptor is an unsigned member."""
    if _FD.fullmatch(member.path) and member.placed.size >= 4:
        ctype = member.surface.resolve(member.placed.type)
        if isinstance(ctype, Scalar) and member.surface.is_unsigned(ctype):
            yield member.finding("a file descriptor that cannot be -1; use __s32")
