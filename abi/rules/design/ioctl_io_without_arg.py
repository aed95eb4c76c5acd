"""Ioctls that hide their argument."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_POINTER = re.compile(
    r"(?:\bstruct\s+\w+|\b(?:unsigned\s+)?(?:int|long|char|short)|\b\w+_t|\b_*[us](?:8|16|32|64))"
    r"(?:\s+__user)?\s*\*"
)
_COMMENT = re.compile(r"/\*(.*?)(?:\*/|$)|//(.*)$")


@lint("ioctl-io-without-arg", on="ioctl", severity="note")
def ioctl_io_without_arg(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl made with _IO takes a pointer, as the comment beside it says."""
    if ioctl.ioctl.code.direction != "none" or ioctl.ioctl.code.size:
        return
    comment = _COMMENT.search(ioctl.line)
    found = _POINTER.search(comment[1] or comment[2] or "") if comment else None
    if found is not None:
        yield ioctl.finding(f"takes a `{found[0]}`: its number should carry direction and size")
