"""Where a record's layout depends on how a target aligns 64-bit types.

i386 aligns ``__u64`` to 4 inside a record, other targets to 8. So a member before which
there is no padding on i386 lies elsewhere, and a record ends elsewhere. The cause is
where the two layouts part; what lies behind only follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from abi.ctype import InlineRecord, Named, unqualified
from abi.layout import Placed
from abi.rules.member_types import element_of
from abi.rules.padding import named
from abi.rules.scope import Scope
from abi.rules.subject import RecordSubject


class Shift(msgspec.Struct, frozen=True):
    """A member at which the layouts part: its offsets, in bytes, with 64-bit types aligned to
    8 and to 4. `gap` is what it moves more than what lies before it."""

    path: str
    even: int
    loose: int
    gap: int


def shifts(record: RecordSubject) -> tuple[Shift, ...]:
    """The members of a record at which its layouts part."""
    if record.aligned is None:
        return ()
    even, loose = record.aligned
    is_union = even.kind == "union"
    found = _Walk(record.scope).members(even.members, loose.members, is_union, 0, "")
    return tuple(found)


def parted_tail(record: RecordSubject) -> tuple[int, int] | None:
    """The record's sizes, in bytes, where they part only behind its last member."""
    if record.aligned is None:
        return None
    even, loose = record.aligned
    walk = _Walk(record.scope)
    expected = walk.shift_of_end(even.members, loose.members)
    if even.size - loose.size == expected:
        return None
    return even.size, loose.size


class _Walk:
    """A walk over both layouts at once. What a record with a name of its own does inside
    is said of that one, if it is under review."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def members(
        self,
        even: Sequence[Placed],
        loose: Sequence[Placed],
        is_union: bool,
        base: int,
        prefix: str,
    ) -> Iterator[Shift]:
        expected = base
        is_covered = is_union and self.shift_of_end(even, loose) == base
        for a, b in zip(even, loose, strict=True):
            path = f"{prefix}{a.name or ''}"
            delta = a.offset - b.offset
            if delta not in (expected, 0):
                yield Shift(named(a, prefix), a.offset, b.offset, delta - expected)
            yield from self._inside(a, b, path, prefix, is_covered)
            expected = base if is_union else delta + a.size - b.size

    def _inside(
        self, a: Placed, b: Placed, path: str, prefix: str, is_covered: bool
    ) -> Iterator[Shift]:
        """In a member; `is_covered` in an arm of a union that is as long on both: such an arm may
        end elsewhere, because nothing follows it."""
        if a.members:
            ctype = unqualified(a.type)
            is_union = isinstance(ctype, InlineRecord) and ctype.record.kind == "union"
            inner = f"{path}." if a.name else prefix
            yield from self.members(a.members, b.members, is_union, a.offset - b.offset, inner)
        if (
            a.size != b.size
            and not is_covered
            and not self._is_said(a)
            and self._parts_at_end(a, b)
        ):
            ends = a.offset + a.size, b.offset + b.size
            yield Shift(named(a, prefix), *ends, a.size - b.size)

    def _is_said(self, member: Placed) -> bool:
        element = element_of(member.type)
        return isinstance(element, Named) and self.scope.has(element.key)

    def _parts_at_end(self, a: Placed, b: Placed) -> bool:
        """Whether a member is longer for more than what its own members say."""
        if not a.members:
            return True
        inner = self.shift_of_end(a.members, b.members) - (a.offset - b.offset)
        return a.size - b.size != inner

    def shift_of_end(self, even: Sequence[Placed], loose: Sequence[Placed]) -> int:
        """By how much the last member ends later."""
        return _end(even) - _end(loose)


def _end(members: Sequence[Placed]) -> int:
    return max((member.offset + member.size for member in members), default=0)
