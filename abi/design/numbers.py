"""Ioctl numbers over variants: which are used again, and what a program meets then."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from abi.ioctl import Ioctl


class Use(msgspec.Struct, frozen=True):
    """An ioctl of a variant."""

    variant: str
    ioctl: Ioctl


class Reuse(msgspec.Struct, frozen=True):
    """One command number (`nr`, with its type byte) that has been several ioctls.

    `is_silent`: two of them have the whole 32-bit number in common, so that a
    kernel takes the one for the other; otherwise an old program gets ENOTTY.
    """

    type: int
    nr: int
    uses: tuple[Use, ...]
    is_silent: bool


def reused(uses: Iterable[Use]) -> list[Reuse]:
    """Command numbers with more than one name or number, in order.

    One name whose number changes (by direction or size) counts, too: programs
    of before and after do not meet. It does not say that two variants ever
    lived at once.
    """
    by_nr: dict[tuple[int, int], list[Use]] = {}
    for use in uses:
        code = use.ioctl.code
        by_nr.setdefault((code.type, code.nr), []).append(use)
    found = []
    for (kind, nr), own in sorted(by_nr.items()):
        distinct = {(use.ioctl.name, use.ioctl.code.number) for use in own}
        if len(distinct) > 1:
            numbers = {number for _, number in distinct}
            found.append(Reuse(kind, nr, tuple(own), len(numbers) < len(distinct)))
    return found
