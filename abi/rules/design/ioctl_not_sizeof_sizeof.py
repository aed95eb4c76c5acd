"""Ioctl numbers with the size of a size."""

from __future__ import annotations

from collections.abc import Iterator

from abi import expression as x
from abi.rules.finding import Finding
from abi.rules.member_types import typedefs_of
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject


@lint(
    "ioctl-not-sizeof-sizeof",
    on="ioctl",
    severity="error",
    instead_of=("ioctl-same-number-everywhere",),
)
def ioctl_not_sizeof_sizeof(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl is defined with sizeof() or size_t, where the argument's type belongs."""
    if isinstance(ioctl.ioctl.argument, x.SizeOf):
        yield ioctl.finding("_IOR and its kin apply sizeof themselves: this is the size of a size")
    elif ioctl.argument is not None:
        names = typedefs_of(ioctl.argument, ioctl.surface)
        if any(name in ("size_t", "__kernel_size_t") for name in names):
            yield ioctl.finding("carries the size of a `size_t`, which differs between programs")
