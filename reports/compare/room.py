"""Sections of kind ``room``: bits and bytes that each variant leaves to what comes later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from abi.case import BitBudget, RoomSection
from abi.design.bits import bits_of, number_of
from abi.design.room import BitRoom, RecordRoom, bit_room, record_room
from abi.design.spans import spans
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.surface import Surface
from reports import report as r
from reports.compare.context import Built, Context


class Left(NamedTuple):
    """What a variant leaves of a budget."""

    variant: str
    names: tuple[str, ...]
    room: BitRoom
    is_merged: bool


def build(section: RoomSection, context: Context) -> Built:
    """The section of a case."""
    left = [(budget, list(_left(budget, section, context))) for budget in section.budget]
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    answer = tuple(text for budget, found in left for text in _answer(budget, found))
    blocks += [r.Text(sentence) for sentence in answer]
    blocks += [_budget_table(section, budget, found) for budget, found in left if found]
    blocks += [table for table in [_records_table(section, context)] if table.rows]
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        answer,
        tuple(f for budget, found in left for f in _findings(budget, found, context)),
    )


def _left(budget: BitBudget, section: RoomSection, context: Context) -> Iterator[Left]:
    for variant, own in context.chosen(section.variants):
        names = budget.names.get(variant.name, ())
        if names or variant.name in budget.names:
            room = bit_room(_masks(budget, names, own[0]), budget.usable)
            yield Left(variant.title, names, room, variant.status == "merged")


def _masks(budget: BitBudget, names: tuple[str, ...], surface: Surface) -> Iterator[int]:
    for name in names:
        value = number_of(name, surface)
        if value is not None:
            yield value if budget.counts == "masks" else 1 << value


def _budget_table(section: RoomSection, budget: BitBudget, found: list[Left]) -> r.Table:
    columns = (
        r.Column("variant"), r.Column("mask", is_number=True),
        r.Column(f"bits {budget.usable - 1}..0"), r.Column("taken"),
        r.Column("free", is_number=True),
    )  # fmt: skip
    rows = tuple(
        (
            r.Cell(left.variant),
            r.Cell(f"0x{left.room.used:x}"),
            r.Cell(f"`{_drawn(left.room)}`"),
            r.Cell(" ".join(map(str, bits_of(left.room.used))) or "none"),
            r.Cell(str(left.room.free), "bad" if not left.room.free else ""),
        )
        for left in found
    )
    why = f": {budget.why}" if budget.why else ""
    caption = f"{budget.title}: bits 0..{budget.usable - 1} are usable{why}"
    number = section.budget.index(budget)
    return r.Table(f"budget-{section.id}-{number}", caption, columns, rows)


_DRAWN = 32
"""Bits of a word that are drawn, unless more are taken; those beyond are all free."""


def _drawn(room: BitRoom) -> str:
    """The bits from the highest, in groups of eight: ``#`` is taken, ``·`` is free."""
    width = room.usable if room.usable <= _DRAWN else max(room.used.bit_length(), 16)
    text = "".join("#" if room.used >> bit & 1 else "·" for bit in reversed(range(width)))
    head = len(text) % 8
    groups = [text[:head], *(text[start : start + 8] for start in range(head, len(text), 8))]
    return f"{'… ' if width < room.usable else ''}{' '.join(filter(None, groups))}"


def _answer(budget: BitBudget, found: list[Left]) -> Iterator[str]:
    """What the variant that was merged last leaves."""
    left = next((item for item in reversed(found) if item.is_merged), None)
    if left is not None:
        yield (
            f"{budget.title}: of {budget.usable} usable bits {left.variant} takes "
            f"{budget.usable - left.room.free} (0x{left.room.used:x}) and leaves {left.room.free}."
        )


def _findings(budget: BitBudget, found: list[Left], context: Context) -> Iterator[Finding]:
    for left in found:
        if left.room.beyond:
            bits = ", ".join(map(str, left.room.beyond))
            text = f"{left.variant}: bit {bits} is taken, of {budget.usable} that can be used"
            yield Finding("beyond-room", budget.title, "error", context.targets[:1], text)


def _records_table(section: RoomSection, context: Context) -> r.Table:
    columns = (
        r.Column("record"), r.Column("bytes", is_number=True),
        r.Column("reserved", is_number=True), r.Column("share", is_number=True),
        r.Column("reserved bits", is_number=True), r.Column("holes", is_number=True),
        r.Column("in unions", is_number=True),
    )  # fmt: skip
    rows: list[tuple[r.Cell, ...]] = []
    for variant, own in context.chosen(section.variants):
        found = [
            (key, layout, record_room(layout, spans(layout, own[0])))
            for key in section.record.get(variant.name, ())
            if isinstance(layout := own[0].layout(key), Layout)
        ]
        if found:
            rows.append((r.Cell(variant.title, "strong", len(columns)),))
            rows += [_record_row(key, layout, room) for key, layout, room in found]
    caption = f"Room in records on {context.targets[0]}, in bytes where nothing else is said"
    return r.Table(f"records-{section.id}", caption, columns, tuple(rows))


def _record_row(key: str, layout: Layout, room: RecordRoom) -> tuple[r.Cell, ...]:
    share = round(100 * room.reserved / layout.size) if layout.size else 0
    numbers = (room.reserved_bits, room.holes, room.headroom)
    return (
        r.Cell(f"`{key.partition(' ')[2]}`"),
        r.Cell(str(layout.size)),
        r.Cell(str(room.reserved)),
        r.Cell(f"{share} %"),
        *(r.Cell(str(n), "" if n else "faint") for n in numbers),
    )
