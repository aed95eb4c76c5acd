"""Ioctls whose meaning depends on a version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ioctl import Ioctl
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject

_VERSION = re.compile(r"(?:api_|struct_|abi_|interface_)?(?:version|ver)\Z")

_TELLS = re.compile(r"VER|(?:^|_)(?:G|GET\w*|QUERY\w*|INFO|CAPS)(?:_|$)|INFO$")


@lint("ioctl-no-version-overload", on="member", severity="warning")
def ioctl_no_version_overload(member: MemberSubject) -> Iterator[Finding]:
    """A program tells an ioctl by a version what it means."""
    if not _VERSION.match(member.path):
        return
    own = [ioctl.name for ioctl in member.record.ioctls if _takes_it(ioctl)]
    if own:
        yield member.finding(f"{own[0]} should have one meaning: make a new one for another")


def _takes_it(ioctl: Ioctl) -> bool:
    """Whether a program passes the version in; a command that tells what there is gives it."""
    if ioctl.code.direction == "write":
        return True
    return ioctl.code.direction == "read|write" and not _TELLS.search(ioctl.name)
