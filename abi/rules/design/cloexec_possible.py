"""Descriptors that a child process inherits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.comments import beside
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_FD = re.compile(r"(?:.*\.)?(?:fd|\w+_fd)")
_OUT = re.compile(r"\b(?:out|output|returns?|returned|result)\b", re.IGNORECASE)


@lint("cloexec-possible", on="member", severity="note")
def cloexec_possible(member: MemberSubject) -> Iterator[Finding]:
    """An ioctl returns a file descriptor, and no flag of its header asks for close-on-exec."""
    if not _FD.fullmatch(member.path) or not member.record.ioctls:
        return
    place = member.location
    header = member.surface.headers.get(place.header) if place else None
    if header is not None and "CLOEXEC" not in header.text and _OUT.search(beside(member)):
        yield member.finding("a descriptor is returned, and programs cannot ask for O_CLOEXEC")
