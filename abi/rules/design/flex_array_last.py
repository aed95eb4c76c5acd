"""Flexible arrays with something behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from abi.ctype import Array, InlineRecord, Named, unqualified
from abi.layout import Layout, Placed
from abi.rules.finding import Finding
from abi.rules.member_types import element_of
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject
from abi.surface import Surface


@lint("flex-array-last", on="record", severity="warning")
def flex_array_last(record: RecordSubject) -> Iterator[Finding]:
    """A record with a flexible array is embedded before other members, which the array covers."""
    if record.layout is not None:
        for path in _covered(record.layout.members, record.layout.kind, "", record.surface):
            yield record.of_member(path, "ends with a flexible array, and members follow it")


def _covered(members: Sequence[Placed], kind: str, prefix: str, surface: Surface) -> Iterator[str]:
    for place, member in enumerate(members):
        path = f"{prefix}{member.name or ''}"
        if _is_open(member, surface) and _is_followed(members[place:], kind):
            yield path
        elif member.members and isinstance(inner := unqualified(member.type), InlineRecord):
            before = f"{path}." if member.name else prefix
            yield from _covered(member.members, inner.record.kind, before, surface)


def _is_followed(members: Sequence[Placed], kind: str) -> bool:
    """Whether something lies behind the first of some members: another, or its next element."""
    is_array = isinstance(unqualified(members[0].type), Array)
    return is_array or (kind == "struct" and any(other.size for other in members[1:]))


def _is_open(member: Placed, surface: Surface) -> bool:
    """Whether a member is a record that ends with a flexible array."""
    ctype = element_of(member.type)
    if isinstance(ctype, InlineRecord) and ctype.record.kind == "struct" and member.members:
        return member.size > 0 and _ends_open(member.members)
    layout = surface.layout(ctype.key) if isinstance(ctype, Named) else None
    return isinstance(layout, Layout) and member.size > 0 and _ends_open(layout.members)


def _ends_open(members: Sequence[Placed]) -> bool:
    return any(m.is_flexible or _ends_open(m.members) for m in members[-1:])
