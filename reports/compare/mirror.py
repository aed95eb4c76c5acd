"""Sections of kind ``mirror``: which records are copies of a firmware's buffers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from abi.case import MirrorPair, MirrorSection
from abi.design.mirror import Mirror, mirror
from abi.design.spans import Span, spans
from abi.layout import Layout
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.subject import names
from reports.report import Cell, Column, Section, Table, Text


class _Found(NamedTuple):
    pair: MirrorPair
    sizes: tuple[int, int]
    mirror: Mirror


def build(section: MirrorSection, context: Context) -> Built:
    """The section of a case."""
    copy, model = context.surface(section.copy), context.surface(section.model)
    found = list(_found(section, copy, model)) if copy and model else []
    if not found:
        return Built(Section(section.id, section.title, ()))
    sentence = _sentence(found, section)
    blocks = (Text(section.lead or sentence), _table(found, section), _members(found, section))
    return Built(Section(section.id, section.title, blocks), (sentence,))


def _found(section: MirrorSection, copy: Surface, model: Surface) -> Iterator[_Found]:
    for pair in section.pair:
        ours, theirs = copy.layout(pair.copy), model.layout(pair.model)
        if isinstance(ours, Layout) and isinstance(theirs, Layout):
            measured = mirror(spans(ours, copy), spans(theirs, model), pair.names)
            yield _Found(pair, (ours.size, theirs.size), measured)


def _sentence(found: list[_Found], section: MirrorSection) -> str:
    shared = sum(len(f.mirror.shared) for f in found)
    same = sum(f.mirror.same_offset for f in found)
    shifted = [f for f in found if _is_shifted(f.mirror)]
    alike = sum(len(f.mirror.shared) for f in shifted)
    copies = sum(_is_copy(f.mirror) for f in found)
    return (
        f"Of {len(found)} {section.what}, {copies} keep{'s' * (copies == 1)} every shared member "
        f"at the firmware's offset and {len(shifted)} at one shift from it: {same} and {alike} of "
        f"{shared} members."
    )


def _is_copy(found: Mirror) -> bool:
    return bool(found.shared) and found.same_offset == len(found.shared)


def _is_shifted(found: Mirror) -> bool:
    return bool(found.shift) and len(found.shared) > 1


def _table(found: list[_Found], section: MirrorSection) -> Table:
    columns = (
        Column("struct"), Column("bytes", True), Column("its", True), Column("shared"),
        Column("at its offset"), Column("order"), Column("same width"), Column("renamed", True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(f"`{f.pair.title}`"),
            Cell(str(f.sizes[0])),
            Cell(str(f.sizes[1])),
            Cell(f"{len(f.mirror.shared)} of {f.mirror.members}"),
            _place(f.mirror),
            Cell("same" if f.mirror.same_order else "other", "" if f.mirror.same_order else "warn"),
            Cell(_count(f.mirror.same_width, f.mirror)),
            Cell(str(f.mirror.renamed)),
        )
        for f in found
    )
    caption = (
        "Members shared with the firmware's (its) buffer, fillers aside; -8 bytes: all of them, "
        "so much nearer to the start"
    )
    return Table(f"{section.id}-scores", caption, columns, rows)


def _place(found: Mirror) -> Cell:
    text = _count(found.same_offset, found)
    if _is_shifted(found):
        return Cell(f"{found.shift:+d} bytes", "strong")
    return Cell(text, "strong" if _is_copy(found) else "")


def _count(number: int, found: Mirror) -> str:
    total = len(found.shared)
    return "all" if number == total else f"{number} of {total}" if number else "none"


def _members(found: list[_Found], section: MirrorSection) -> Table:
    columns = (Column("struct"), Column("renamed"), Column("width changes"), Column("dropped"),
               Column("its own"))  # fmt: skip
    rows = tuple(
        (
            Cell(f"`{f.pair.title}`"),
            Cell(_renamed(f.mirror)),
            Cell(_widths(f.mirror)),
            Cell(_names(f.mirror.dropped)),
            Cell(_names(f.mirror.own)),
        )
        for f in found
    )
    caption = "What it renames, widens, drops, and has of its own"
    return Table(f"{section.id}-members", caption, columns, rows, is_folded=True)


def _renamed(found: Mirror) -> str:
    return names([f"{b.name} → {a.name}" for a, b in found.shared if a.path != b.path]) or "–"


def _widths(found: Mirror) -> str:
    changed = ((a, b) for a, b in found.shared if (a.size, a.bits) != (b.size, b.bits))
    return names([f"{a.name} {_width(b)} → {_width(a)}" for a, b in changed]) or "–"


def _width(span: Span) -> str:
    return f"{span.bits[1]} bits" if span.bits else f"{8 * span.size} bits"


def _names(found: tuple[Span, ...]) -> str:
    return names([span.name for span in found]) or "–"
