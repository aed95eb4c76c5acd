"""Bytes of a record that no member names: where the compiler put them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from abi.ctype import Array, InlineRecord, unqualified
from abi.evaluate import NotConstantError
from abi.layout import Layout, Placed
from abi.rules.member_types import element_of
from abi.surface import Surface


class Gap(msgspec.Struct, frozen=True):
    """Padding; in bytes. `member` is the path of the member behind it or, with `at_end`, of the
    record without a tag that it ends; empty at the end of the whole record."""

    offset: int
    size: int
    member: str = ""
    at_end: bool = False

    @property
    def bytes(self) -> str:
        last = self.offset + self.size - 1
        return f"byte {self.offset}" if self.size == 1 else f"bytes {self.offset}..{last}"


def gaps(layout: Layout, surface: Surface) -> tuple[Gap, ...]:
    """Padding between the members of a record, in each arm of a union by itself."""
    return tuple(_gaps(layout.members, layout.kind == "union", 0, "", surface))


def tail(layout: Layout) -> Gap | None:
    """Padding behind the last member; what a flexible array covers is none."""
    end = _end(layout.members, 0)
    is_covered = any(_is_flexible(member) for member in layout.members)
    if not layout.members or end >= layout.size or is_covered:
        return None
    return Gap(end, layout.size - end)


def _end(members: Sequence[Placed], start: int) -> int:
    return max((member.offset + member.size for member in members), default=start)


def _is_flexible(member: Placed) -> bool:
    return member.is_flexible or any(_is_flexible(inner) for inner in member.members)


def _gaps(
    members: Sequence[Placed], is_union: bool, start: int, prefix: str, surface: Surface
) -> Iterator[Gap]:
    end = start
    for member in members:
        if member.offset > end and not is_union:
            yield Gap(end, member.offset - end, named(member, prefix))
        yield from _inside(
            member, is_union, named(member, prefix), _within(member, prefix), surface
        )
        end = start if is_union else max(end, member.offset + member.size)


def named(member: Placed, prefix: str) -> str:
    """The path of a member behind `prefix`; one without a name is called by its first one."""
    if member.name is not None or not member.members:
        return f"{prefix}{member.name or ''}".rstrip(".")
    return named(member.members[0], prefix)


def _within(member: Placed, prefix: str) -> str:
    return f"{prefix}{member.name}." if member.name else prefix


def _inside(
    member: Placed, in_union: bool, path: str, prefix: str, surface: Surface
) -> Iterator[Gap]:
    """In a record without a tag. One that is an arm of a union may be shorter than that."""
    ctype = unqualified(member.type)
    if isinstance(ctype, InlineRecord) and member.members:
        is_union = ctype.record.kind == "union"
        yield from _gaps(member.members, is_union, member.offset, prefix, surface)
        end = _end(member.members, member.offset)
        behind = member.offset + member.size - end
        is_covered = any(_is_flexible(inner) for inner in member.members)
        if behind and not in_union and not is_covered:
            yield Gap(end, behind, path, at_end=True)
    elif isinstance(ctype, Array):
        yield from _of_elements(member, ctype, f"{path}[]", surface)


def _of_elements(member: Placed, ctype: Array, path: str, surface: Surface) -> Iterator[Gap]:
    """In the elements of an array that have no tag: of the first one."""
    element = element_of(ctype)
    if not isinstance(element, InlineRecord):
        return
    try:
        layout = surface.layout_of(element.record)
    except NotConstantError:
        return
    for gap in _gaps(layout.members, layout.kind == "union", 0, f"{path}.", surface):
        yield msgspec.structs.replace(gap, offset=member.offset + gap.offset)
    behind = tail(layout)
    if behind is not None:
        yield Gap(member.offset + behind.offset, behind.size, path, at_end=True)
