"""An ioctl whose number is another one: what it is to programs, the same in every rule.

A kernel finds a command by the whole number, in which direction, type, command and the size of
the argument stand, and answers ENOTTY to one that it does not know
(Documentation/driver-api/ioctl.rst). So an old program's ioctl fails on a new kernel, and a new
program can notice an old kernel and fall back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import Named
from abi.ioctl import Ioctl, IoctlNumber
from abi.rules.conventions import conventions_for
from abi.rules.finding import Verdict
from abi.rules.pair import Pair, breaks, depends


class Renumbered(msgspec.Struct, frozen=True):
    """An ioctl of both sides with another number on each."""

    name: str
    argument: str
    """The key of the record that is its argument now; empty where it is none."""
    old: IoctlNumber
    new: IoctlNumber

    @property
    def is_resized(self) -> bool:
        """Whether nothing but the size of the argument differs."""
        before = self.old.direction, self.old.type, self.old.nr
        return before == (self.new.direction, self.new.type, self.new.nr)


def renumbered(name: str, pair: Pair) -> Renumbered | None:
    """An ioctl, macro or enumerator, by name; None where its number is the same."""
    old, new = pair.old_ioctl(name), pair.new_ioctl(name)
    if old is None or new is None or old.code.number == new.code.number:
        return None
    argument = new.argument.key if isinstance(new.argument, Named) else ""
    return Renumbered(name, argument, old.code, new.code)


def takes_other_sizes(found: Renumbered, pair: Pair) -> str:
    """Why a subsystem's dispatcher knows a number with another size; empty if it does not."""
    if not found.is_resized:
        return ""
    declarations = pair.new.declarations
    home = declarations.homes().get(declarations.owner(found.name) or found.name, "")
    ways = conventions_for(home, found.argument or found.name, pair.own_conventions)
    return next((c.reason for c in ways if c.is_for(found.new.type)), "")


def unknown(name: str, tolerant: str = "") -> tuple[Verdict, Verdict]:
    """Verdicts on an ioctl of another number: an old program, a new program. `tolerant` is why
    the dispatcher takes other sizes, where it does."""
    if tolerant:
        return depends(tolerant), depends(tolerant)
    return (
        breaks(f"{name} has another number: a new kernel does not know an old program's (ENOTTY)"),
        depends(f"an old kernel does not know the new number of {name} (ENOTTY): "
                "safe if the program falls back"),
    )  # fmt: skip


_OF_NUMBERS = (ChangeKind.VALUE, ChangeKind.NUMBER)


def all_renumbered(pair: Pair) -> dict[str, Renumbered]:
    """The ioctls of both sides whose numbers differ, by name; worked out once."""
    return pair.once(_all_renumbered)


def _all_renumbered(pair: Pair) -> dict[str, Renumbered]:
    own = (c.own for c in pair.changes if c.kind in _OF_NUMBERS)
    carried = (carried.name for change in pair.changes for carried in change.carries)
    names = (name for name in (*own, *carried) if " " not in name)
    found = (renumbered(name, pair) for name in dict.fromkeys(names))
    return {one.name: one for one in found if one is not None}


def refusing(key: str, pair: Pair, now: str = "") -> Renumbered | None:
    """An ioctl of another number, where no number that carries a record on one side carries it,
    called `now` there, on the other: then no kernel ever reads the other side's bytes. None where
    one way is open, or unknown."""
    before = pair.carriers[0].ways(key)
    if "" in before:
        return None
    names = before, pair.carriers[1].ways(now or key)
    found = [one for name in sorted(names[0] & names[1]) if (one := renumbered(name, pair))]
    if not found or any(takes_other_sizes(one, pair) for one in found):
        return None
    numbers = _numbers(names[0], pair.old_ioctl), _numbers(names[1], pair.new_ioctl)
    return None if None in numbers[0] | numbers[1] or numbers[0] & numbers[1] else found[0]


def _numbers(names: Iterable[str], ioctl: Callable[[str], Ioctl | None]) -> set[int | None]:
    """The numbers of ioctls; with None where nobody knows how a record reaches the kernel."""
    found = (ioctl(name) if name else None for name in names)
    return {one.code.number if one else None for one in found}


def answer(change: Change, pair: Pair) -> tuple[Verdict, Verdict]:
    """Verdicts on the ioctl that a change is about."""
    found = renumbered(change.subject, pair)
    return unknown(change.subject, takes_other_sizes(found, pair) if found else "")
