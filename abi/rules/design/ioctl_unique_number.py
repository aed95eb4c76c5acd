"""Two ioctls with one number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_SEVERAL_FILES = 4
"""A header that shares so many numbers has commands of several kinds of files: linux/vfio.h."""


@lint("ioctl-unique-number", on="ioctl", severity="error")
def ioctl_unique_number(ioctl: IoctlSubject) -> Iterator[Finding]:
    """A header gives one number to two ioctls."""
    shared = ioctl.scope.numbers.shared_in(ioctl.home)
    names = shared.get(ioctl.ioctl.code.number, [])
    if len(shared) < _SEVERAL_FILES and ioctl.name in names[1:]:
        yield ioctl.finding(f"has the number of {names[0]}: right only for another kind of file")
