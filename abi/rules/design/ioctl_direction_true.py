"""Ioctls whose name and direction disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_GETS = re.compile(r"(?:^|_)(?:GET|QUERY|REAP)(?:_|$)|(?:^|_)(?:GET|REAP)[A-Z]")
_SETS = re.compile(r"(?:^|_)SET(?:_|(?!UP|TING|TLE|S_)[A-Z]{3})")


@lint("ioctl-direction-true", on="ioctl", severity="note")
def ioctl_direction_true(ioctl: IoctlSubject) -> Iterator[Finding]:
    """An ioctl that gets something is defined as one that only passes data in, or the reverse."""
    gets, sets = _GETS.search(ioctl.name), _SETS.search(ioctl.name)
    direction = ioctl.ioctl.code.direction
    if gets and not sets and direction == "write":
        yield ioctl.finding("by its name it returns something, but _IOW says that it does not")
    elif sets and not gets and direction == "read":
        yield ioctl.finding("by its name it takes something, but _IOR says that it does not")
