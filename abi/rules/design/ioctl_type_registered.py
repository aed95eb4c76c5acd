"""Ioctl numbers of another driver."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject


@lint("ioctl-type-registered", on="ioctl", severity="warning")
def ioctl_type_registered(ioctl: IoctlSubject) -> Iterator[Finding]:
    """Another driver's header already has an ioctl of this type and number."""
    code = ioctl.ioctl.code
    for name in ioctl.scope.numbers.by_type_and_number.get((code.type, code.nr), ()):
        other = ioctl.scope.home_of(name)
        if not _is_one_subsystem(ioctl.home, other) and not _is_same(name, ioctl):
            what = f"type {code.character} and number {code.nr}"
            yield ioctl.finding(f"{what} are those of {name} in {other}")
            return


def _is_one_subsystem(header: str, other: str) -> bool:
    """Whether two headers are one, or of a folder whose drivers divide a range (drm)."""
    folder, _, _ = header.partition("/")
    return header == other or (folder == "drm" and other.startswith("drm/"))


def _is_same(name: str, ioctl: IoctlSubject) -> bool:
    """Whether two ioctls are one command: EXT4_IOC_GETFLAGS is FS_IOC_GETFLAGS."""
    other = ioctl.scope.numbers.named(name)
    own = ioctl.ioctl
    return other is None or (other.code, other.argument) == (own.code, own.argument)
