"""Arguments too large for an ioctl's number."""

from __future__ import annotations

from collections.abc import Iterator

from abi.evaluate import NotConstantError
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_LIMIT = 1 << 13
"""alpha, mips, powerpc and sparc have 13 bits for the size."""


@lint("ioctl-size-limit", on="ioctl", severity="error")
def ioctl_size_limit(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl's argument is larger than the number can tell on every architecture."""
    try:
        size = ioctl.surface.size_of(ioctl.argument) if ioctl.argument is not None else 0
    except NotConstantError:
        return
    if size >= _LIMIT:
        yield ioctl.finding(f"{size} bytes; powerpc, mips, sparc and alpha have room for 8191")
