"""Ioctls with a plain C integer as argument."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.member_types import element_of
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_PLAIN = ("short", "int", "long", "long long")


@lint("ioctl-scalar-arg", on="ioctl", severity="note")
def ioctl_scalar_arg(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl's argument is a C integer that does not say how wide it is."""
    element = element_of(ioctl.argument) if ioctl.argument is not None else None
    if isinstance(element, Scalar) and element.name.removeprefix("unsigned ") in _PLAIN:
        yield ioctl.finding(f"`{element.name}` does not say its width; use __u32 or __u64")
