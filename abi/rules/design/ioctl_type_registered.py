"""Ioctl numbers of another driver."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from abi.ctype import CType, Named
from abi.ioctl import Ioctl
from abi.rules.finding import Finding
from abi.rules.member_types import is_register_sized
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject
from abi.spelling import spell

_SHARED = ("linux", "asm", "misc", "")
"""Folders whose headers have nothing to do with each other."""
_EVERYBODYS = "linux/fs.h"
"""Its commands are those of all file systems, each of which may call them by a name of its own."""
_WORDLESS = {"IOC", "IOC32", "IOCTL", "CMD", "FS"}


@lint("ioctl-type-registered", on="ioctl", severity="warning")
def ioctl_type_registered(ioctl: IoctlSubject) -> Iterator[Finding]:
    """Another driver's header already has an ioctl of this number."""
    same = _same_number(ioctl)
    if not same or ioctl.scope.is_ring_command(ioctl.name):
        return
    others = [o for o in same if not _is_one_command(ioctl, o) and _is_everywhere(o, ioctl)]
    if others and not any(_is_everybodys(other, ioctl) for other in same if other not in others):
        name = others[0].name
        where = ioctl.scope.home_of(name)
        yield ioctl.finding(f"{ioctl.ioctl.code.number:#x} is {name} in {where}, too")


def _same_number(ioctl: IoctlSubject) -> list[Ioctl]:
    """Ioctls of other subsystems with the whole number.

    Type and number alone may be shared: a driver that does not know the direction or the size
    answers ``ENOTTY``, and Documentation/userspace-api/ioctl/ioctl-number.rst lists many such.
    """
    numbers, code = ioctl.scope.numbers, ioctl.ioctl.code
    named = numbers.by_type_and_number.get((code.type, code.nr), ())
    apart = (name for name in named if not _is_one_subsystem(ioctl.home, ioctl.scope.home_of(name)))
    found = [i for i in map(numbers.named, apart) if i and i.code.number == code.number]
    return [i for i in found if not ioctl.scope.is_ring_command(i.name)]


def _is_everywhere(other: Ioctl, ioctl: IoctlSubject) -> bool:
    """Whether the number is one for all programs: that of a ``long`` or a pointer is not, which is
    said of it, and which shares a number with another on some targets only."""
    arguments = (ioctl.argument, other.argument)
    types = [ioctl.scope.type_of(found) for found in arguments if isinstance(found, CType)]
    return not any(is_register_sized(found.spelled, ioctl.surface) for found in types)


def _is_one_subsystem(header: str, other: str) -> bool:
    """Whether two headers are one, or of a folder whose drivers divide a range (drm)."""
    folder = header.rpartition("/")[0]
    return header == other or (folder not in _SHARED and other.startswith(f"{folder}/"))


def _is_everybodys(other: Ioctl, ioctl: IoctlSubject) -> bool:
    return ioctl.scope.home_of(other.name) == _EVERYBODYS


def _is_one_command(ioctl: IoctlSubject, other: Ioctl) -> bool:
    """Whether two drivers have one command: one's text is the other's name, both take one record,
    or their names end with the same words (`FUNCTIONFS_FIFO_STATUS`, `GADGETFS_FIFO_STATUS`)."""
    theirs = ioctl.surface.declarations.macro(other.name)
    if other.name in ioctl.body or (theirs is not None and ioctl.name in theirs.body):
        return True
    argument = ioctl.argument
    is_record = isinstance(argument, Named) and not spell(argument).startswith("__")
    if is_record and argument == other.argument:
        return True
    return _ends_alike(_words(ioctl.name), _words(other.name))


def _ends_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two words are the same at the ends, or one where nothing but a driver's name can
    stand before it."""
    pairs = zip(reversed(words), reversed(others), strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same > 1 or (same == 1 and 1 in (len(words), len(others)))


def _words(name: str) -> list[str]:
    return [word for word in name.split("_") if word not in _WORDLESS]
