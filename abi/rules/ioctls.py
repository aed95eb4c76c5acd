"""Ioctl numbers on both sides of a change."""

from __future__ import annotations

import re

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import CType, InlineRecord, Named
from abi.evaluate import NotConstantError
from abi.expression import Expression
from abi.ioctl import IoctlNumber, decode
from abi.layout import Layout
from abi.representation import (
    Address,
    CodeAddress,
    Members,
    Representation,
    is_same,
    representation,
)
from abi.rules.constants import Sort, body, codes, numbers, sort_of
from abi.rules.pair import Pair
from abi.rules.readings import Reading, are_read_alike, reading
from abi.surface import Surface


class Codes(msgspec.Struct, frozen=True):
    """An ioctl's number taken apart, old and new."""

    old: IoctlNumber
    new: IoctlNumber

    @property
    def is_renumbered(self) -> bool:
        return (self.old.type, self.old.nr) != (self.new.type, self.new.nr)

    @property
    def is_redirected(self) -> bool:
        return self.old.direction != self.new.direction


def codes_of(change: Change, pair: Pair) -> Codes | None:
    """Both numbers of an ioctl whose number changed and is one on both sides."""
    both = numbers(change, pair)
    if both is None or sort_of(change, pair) is not Sort.IOCTL:
        return None
    is_both = pair.old_ioctl(change.subject) and pair.new_ioctl(change.subject)
    is_bare = not pair.old_ioctl(change.subject) and not pair.new_ioctl(change.subject)
    found = codes(*both, pair) if is_both or is_bare else None
    if found is None and (pair.old_ioctl(change.subject) or pair.new_ioctl(change.subject)):
        found = codes(*both, pair) if _looks_alike(*both, pair) else None
    return Codes(*found) if found else None


def _looks_alike(old: int, new: int, pair: Pair) -> bool:
    """Whether a number that is written out is still one of the same type."""
    before, after = decode(old, pair.old.target), decode(new, pair.new.target)
    return bool(before and after and before.type == after.type and after.type)


def holder(number: int, pair: Pair) -> str:
    """The ioctl that had a number on the old side; empty if none."""
    return pair.once(_holders).get(number, "")


def _holders(pair: Pair) -> dict[int, str]:
    every = (i for n in pair.numbers[0].candidates if (i := pair.old_ioctl(n)) is not None)
    return {i.code.number: i.name for i in every}


def given_up(pair: Pair) -> dict[int, str]:
    """Numbers of ioctls that are gone, or that have another number now, by name."""
    return pair.once(_given_up)


def _given_up(pair: Pair) -> dict[int, str]:
    kinds = (ChangeKind.REMOVED, ChangeKind.VALUE)
    names = (c.subject for c in pair.changes if c.kind in kinds)
    changed = (name for name in names if name in pair.numbers[0].candidates)
    every = (i for n in changed if (i := pair.old_ioctl(n)) is not None)
    return {i.code.number: i.name for i in every}


def is_near_given_up(change: Change, pair: Pair) -> bool:
    """Whether a macro's text makes an ioctl of a type of which another was given up."""
    text = pair.numbers[1].candidates.get(change.subject)
    if text is None:
        return False
    found = pair.once(_types_given_up)
    match = _TYPE.search(text) if found else None
    return match is not None and match[1] in found


def _types_given_up(pair: Pair) -> set[str]:
    texts = (body(name, pair.old) for name in given_up(pair).values())
    return {match[1] for text in texts if (match := _TYPE.search(text))}


_TYPE = re.compile(r"_IO\w*\s*\(\s*([^,()]+),")


Argument = CType | Expression | None
UNCLEAR = Reading("depends", "depends", "safe if the kernel reads the same bytes as before",
                  "another argument is named")  # fmt: skip
_NAMED = Reading("safe", "safe", "the same bytes, and the number is the same")
_RECORD = Reading("breaks", "breaks", "the program's record is read as another one",
                  "code that passes the old record does not mean it")  # fmt: skip


def argument_reading(old: Argument, new: Argument, pair: Pair) -> Reading | None:
    """What it is to programs that an ioctl of the same number names another argument; None where
    it is the same to a kernel under any name."""
    if old == new:
        return None
    if not (isinstance(old, CType) and isinstance(new, CType)):
        return UNCLEAR
    if is_same(old, new, pair.old, pair.new):
        return None
    before, after = representation(old, pair.old), representation(new, pair.new)
    if before == after:
        return None
    if isinstance(before, Members) and isinstance(after, Members):
        is_moved = reading(before, after, pair.new.target).binary == "breaks"
        return _RECORD if is_moved or _shape(before) != _shape(after) else UNCLEAR
    if _is_address(before) or _is_address(after):
        return UNCLEAR  # a pointer's size says nothing of what lies behind it
    found = reading(before, after, pair.new.target)
    return _NAMED if found.binary == "safe" else found


def _is_address(found: Representation) -> bool:
    return isinstance(found, Address | CodeAddress)


def _shape(found: Members) -> list[object]:
    """What a kernel sees of a record: all but the names."""
    return [found.kind, found.size, *(rest for _, *rest in found.members)]


def have_same_members(old: str, new: str, pair: Pair) -> bool:
    """Whether two records have the same members at the same places, by name."""
    return have_same_layout(Named(old), Named(new), pair)


def have_same_layout(old: CType, new: CType, pair: Pair) -> bool:
    """The same for types, which may be records without a tag; and that the members are read alike,
    but for what lies behind addresses."""
    layouts = _layout(old, pair.old), _layout(new, pair.new)
    sides = [_members(layout) for layout in layouts if layout is not None]
    if len(sides) != 2 or sides[0] != sides[1]:
        return False
    found = representation(old, pair.old), representation(new, pair.new)
    return are_read_alike(*found, pair.new.target)


def _layout(ctype: CType, surface: Surface) -> Layout | None:
    try:
        match surface.resolve(ctype):
            case InlineRecord(record):
                return surface.layout_of(record)
            case Named(key):
                found = surface.layout(key)
                return found if isinstance(found, Layout) else None
    except NotConstantError:
        pass
    return None


def _members(layout: Layout) -> list[object]:
    leaves = [(path, p.offset, p.size, p.bit_offset, p.bit_width) for path, p in layout.leaves()]
    return [layout.size, layout.kind, *leaves]
