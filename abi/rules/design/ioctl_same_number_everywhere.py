"""Ioctl numbers that differ between a 32-bit program and its kernel."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import InlineRecord, Named
from abi.evaluate import NotConstantError
from abi.ioctl import Ioctl, ioctl_of
from abi.rules.finding import Finding
from abi.rules.member_types import bare, element_of
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject
from abi.surface import Surface


@lint(
    "ioctl-same-number-everywhere",
    on="ioctl",
    severity="error",
    instead_of=("ioctl-scalar-arg",),
)
def ioctl_same_number_everywhere(ioctl: IoctlSubject) -> Iterator[Finding]:
    """A 32-bit program knows an ioctl by another number than its kernel."""
    narrow = ioctl.scope.narrow
    if narrow is None or _is_said(ioctl) or _is_as_large(ioctl, narrow):
        return
    expression = ioctl.surface.declarations.expression(ioctl.name)
    other = ioctl_of(ioctl.name, expression, narrow)
    own = ioctl.ioctl.code
    if other is not None and other.code.number != own.number and not _has_twin(ioctl, other):
        partner = f"{other.code.number:#x} in programs for {narrow.target.name}"
        yield ioctl.finding(f"{own.number:#x}, but {partner}: its argument's size differs")


def _has_twin(ioctl: IoctlSubject, narrow: Ioctl) -> bool:
    """Whether the header gives the number of 32-bit programs a name: `EXT4_IOC32_GETVERSION`."""
    numbers, code = ioctl.scope.numbers, narrow.code
    named = numbers.by_type_and_number.get((code.type, code.nr), ())
    own = (numbers.named(name) for name in named if ioctl.scope.home_of(name) == ioctl.home)
    return any(twin is not None and twin.code.number == code.number for twin in own)


def _is_as_large(ioctl: IoctlSubject, narrow: Surface) -> bool:
    """Whether the argument has one size on both: then the number, which carries it, is one."""
    try:
        size = narrow.size_of(ioctl.argument) if ioctl.argument is not None else 0
    except NotConstantError:
        return False
    return size == ioctl.ioctl.code.size and narrow.target.ioc == ioctl.surface.target.ioc


def _is_said(ioctl: IoctlSubject) -> bool:
    """Whether it is another name of an ioctl, of which this is said, or its argument is a record
    under review, whose rules say why its size differs."""
    if ioctl.surface.declarations.macro(ioctl.body.strip()) is not None:
        return True
    spelled = element_of(ioctl.argument) if ioctl.argument is not None else None
    found = bare(spelled, ioctl.surface) if spelled is not None else None
    if isinstance(found, InlineRecord):
        found = spelled
    is_record = isinstance(found, Named) and found.key.startswith(("struct ", "union ", "typedef "))
    return is_record and isinstance(found, Named) and ioctl.scope.has(found.key)
