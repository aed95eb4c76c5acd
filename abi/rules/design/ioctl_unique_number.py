"""Two ioctls with one number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_SEVERAL_FILES = 4
"""A header that shares so many numbers has commands of several kinds of files: linux/vfio.h."""
_OTHER_FILE = re.compile(
    r"/dev/\w|\bfds?\b|\bfile descriptors?\b|\b(?:device|node)\b.*\bioctls?\b"
    r"|\bioctls?\b.*\b(?:devices?|nodes?)\b|\A\W*(?:\w+\W+){1,4}ioctls\W*\Z",
    re.IGNORECASE,
)
"""A heading of the commands of one kind of file: ``VMBus device IOCTLs``, ``for vcpu fds``,
``VM ioctls``."""


@lint("ioctl-unique-number", on="ioctl", severity="error")
def ioctl_unique_number(ioctl: IoctlSubject) -> Iterator[Finding]:
    """A header gives one number to two ioctls of one kind of file."""
    shared = ioctl.scope.numbers.shared_in(ioctl.home)
    names = shared.get(ioctl.ioctl.code.number, [])
    if len(shared) >= _SEVERAL_FILES or ioctl.name not in names[1:]:
        return
    if not _is_of_another_file(ioctl, names[0]):
        yield ioctl.finding(f"has the number of {names[0]}: right only for another kind of file")


def _is_of_another_file(ioctl: IoctlSubject, other: str) -> bool:
    """Whether a comment with lines of its own, between the two, heads commands of a file."""
    place = ioctl.location
    first = ioctl.surface.declarations.macro_location(other)
    header = ioctl.surface.headers.get(ioctl.home)
    if place is None or first is None or header is None or first.header != place.header:
        return False
    start, end = sorted((first.line, place.line))
    between = range(start, end - 1)
    return any(
        not header.code_lines[n].strip() and _OTHER_FILE.search(header.lines[n]) for n in between
    )
