"""Ioctl numbers with the size of a pointer."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Pointer
from abi.rules.finding import Finding
from abi.rules.member_types import bare
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject
from abi.spelling import spell


@lint(
    "ioctl-not-sizeof-pointer",
    on="ioctl",
    severity="error",
    instead_of=("ioctl-same-number-everywhere",),
)
def ioctl_not_sizeof_pointer(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl is defined with a pointer, not with the type that its argument points to."""
    argument = ioctl.argument
    if argument is not None and isinstance(bare(argument, ioctl.surface), Pointer):
        what = spell(argument)
        yield ioctl.finding(f"carries the size of `{what}`, which differs between programs")
