"""Commands that look like ioctls and are given to io_uring: `UBLK_U_CMD_ADD_DEV`."""

from __future__ import annotations

import re

from abi.ioctl import Ioctl
from abi.rules.subject import IoctlSubject, RecordSubject

_NAMED = re.compile(r"(?:^|_)URING(?:_|$)")
_SAID = re.compile(r"\b(?:io_)?uring[ _](?:cmds?|commands?)\b", re.IGNORECASE)


def is_ring_command(ioctl: Ioctl, subject: IoctlSubject | RecordSubject) -> bool:
    """Whether a command goes to io_uring, as its name says, or its header of all its commands.

    Such a number is looked up by the file that the entry of the ring names, and only there;
    a header that calls some commands so, as linux/nvme_ioctl.h, means no others.
    """
    if _NAMED.search(ioctl.name):
        return True
    home = subject.scope.home_of(ioctl.name)
    header = subject.surface.headers.get(home) if home else None
    if header is None or not _SAID.search(header.text):
        return False
    return not any(map(_NAMED.search, subject.scope.numbers.names_in(home)))
