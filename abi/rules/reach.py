"""Members by path, through records with and without tags."""

from __future__ import annotations

from abi.ctype import Array, CType, InlineRecord, Named
from abi.design.spans import Span, spans
from abi.evaluate import NotConstantError
from abi.layout import Layout, Placed, named
from abi.surface import Surface


def place_of(path: str, layout: Layout, surface: Surface) -> tuple[int, int, CType] | None:
    """Offset and size, in bytes, and type of what a program means by a path
    (``data.control``)."""
    members, base = layout.members, 0
    placed: Placed | None = None
    for name in path.split("."):
        placed = next((p for p in named(members) if p.name == name), None) if name else None
        if placed is None:
            return None
        members, further = _inner(placed, surface)
        start = base + placed.offset
        base = start if further else base
    return None if placed is None else (start, placed.size, placed.type)


def _inner(placed: Placed, surface: Surface) -> tuple[tuple[Placed, ...], bool]:
    """The members of a member; those of a record with a tag are placed from its own start."""
    if placed.members:
        return placed.members, False
    found = _layout(placed.type, surface)
    return (found.members, True) if found else ((), False)


def _layout(ctype: CType, surface: Surface) -> Layout | None:
    """The layout of a type that is a record, or an array of one."""
    try:
        found = surface.resolve(ctype)
        while isinstance(found, Array):
            found = surface.resolve(found.of)
        if isinstance(found, InlineRecord):
            return surface.layout_of(found.record)
        layout = surface.layout(found.key) if isinstance(found, Named) else None
    except NotConstantError:
        return None
    return layout if isinstance(layout, Layout) else None


def is_inline(ctype: CType) -> bool:
    """Whether a type is a record without a tag, or an array of one."""
    while isinstance(ctype, Array):
        ctype = ctype.of
    return isinstance(ctype, InlineRecord)


def record_inside(ctype: CType | None, surface: Surface) -> tuple[object, ...] | None:
    """What a record, or an element of an array of records, is made of; None of other types."""
    layout = _layout(ctype, surface) if ctype is not None else None
    return None if layout is None else (layout.kind, layout.size, spans(layout, surface))


def inside(span: Span, ctype: CType | None, surface: Surface) -> tuple[Span, ...]:
    """The members of a member that is a record with a tag, placed in the record around it; a
    member that is none is all there is."""
    layout = _layout(ctype, surface) if ctype is not None else None
    if layout is None or "[" in span.type:
        return (span,)
    return tuple(
        Span(s.path, s.name, s.offset + span.offset, s.size, s.type) for s in spans(layout, surface)
    )
