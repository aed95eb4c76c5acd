"""Commands that look like ioctls and are given to io_uring: `UBLK_U_CMD_ADD_DEV`."""

from __future__ import annotations

import re

from abi.rules.ioctl_numbers import IoctlNumbers
from abi.surface import Surface

_NAMED = re.compile(r"(?:^|_)URING(?:_|$)")
_SAID = re.compile(r"\b(?:io_)?uring[ _](?:cmds?|commands?)\b", re.IGNORECASE)


class RingCommands:
    """Of one surface; each header is looked at once.

    Such a number is looked up by the file that the entry of the ring names, and only there;
    a header that calls some commands so, as linux/nvme_ioctl.h, means no others.
    """

    def __init__(self, surface: Surface, numbers: IoctlNumbers) -> None:
        self._surface = surface
        self._numbers = numbers
        self._said: dict[str, bool] = {}

    def has(self, name: str, home: str) -> bool:
        """Whether a command of a header goes to io_uring, as its name says, or its header of all
        its commands."""
        return _NAMED.search(name) is not None or self._are_all(home)

    def _are_all(self, home: str) -> bool:
        if home not in self._said:
            self._said[home] = self._is_said(home)
        return self._said[home]

    def _is_said(self, home: str) -> bool:
        header = self._surface.headers.get(home) if home else None
        text = header.text if header else ""
        if "uring" not in text or not _SAID.search(text):
            return False
        return not any(map(_NAMED.search, self._numbers.names_in(home)))
