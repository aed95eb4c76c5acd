"""What a change is: one fact, old and new, without opinion."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from abi.diagnostic import Location
from abi.untagged import own_of


class ChangeKind(StrEnum):
    """What kind of fact a change is."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED_HEADER = "moved to another header"
    SIZE = "size"
    ALIGNMENT = "alignment"
    MEMBER_ADDED = "member added"
    MEMBER_REMOVED = "member removed"
    MEMBER_MOVED = "member moved"
    MEMBER_RETYPED = "member retyped"
    MEMBER_RENAMED = "member renamed"
    VALUE = "value"
    NUMBER = "ioctl number"
    """Of an ioctl with parameters: what a sample call makes. All others have a VALUE."""
    TYPE = "type"
    TEXT = "text"
    RESPELLED = "respelled"
    """The same type or value in other words: nothing to a program, and rarely shown."""
    UNJUDGED = "could not be compared"
    HEADER_ADDED = "header added"
    HEADER_REMOVED = "header removed"
    INCLUDE_ADDED = "include added"
    INCLUDE_REMOVED = "include removed"
    """Of the last four, `abi.rules.header_changes` knows: they are found in the texts."""
    ERROR = "#error"
    WARNING = "#warning"
    GUARD_LOST = "no include guard"
    GUARD_SHARED = "include guard of another header"
    LIBC_GUARD = "not left to the C library"
    CXX = "refused by C++"
    IN_IF = "use in #if"
    HANGS = "hangs on a macro of the program"
    REDECLARED = "declared twice"
    BODY = "body of an inline function"
    INITIAL = "value of an object"
    """Of these, `abi.rules.met`: headers as programs meet them."""


class Carried(msgspec.Struct, frozen=True):
    """A change that only follows from another: sizes of a record, or values of a constant."""

    name: str
    old: str
    new: str


class Change(msgspec.Struct, frozen=True, cache_hash=True):
    """One fact about one subject, such as ``struct kvm_sev_cmd.data``.

    What only one side has is not read: `old` and `new` are empty until `told` looks it up.
    """

    kind: ChangeKind
    subject: str
    old: str
    new: str
    old_place: Location | None = None
    new_place: Location | None = None
    carries: tuple[Carried, ...] = ()
    """What embeds the subject, or is computed from it, and changed with it."""

    @property
    def place(self) -> Location | None:
        """Where it is now, or was."""
        return self.new_place or self.old_place

    @property
    def own(self) -> str:
        """The key or the name that the change belongs to, without a member."""
        return own_of(self.subject)


def removed(name: str, place: Location | None) -> Change:
    """That something is only on the old side."""
    return Change(ChangeKind.REMOVED, name, "", "", place)


def added(name: str, place: Location | None) -> Change:
    """That something is only on the new side."""
    return Change(ChangeKind.ADDED, name, "", "", None, place)
