"""Sections of kind ``envelope``: its share of all that a program exchanges, and what is common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from abi.case import EnvelopeSection, Variant
from abi.design.members import shared_members
from abi.design.share import Share, share
from abi.design.spans import Span, spans
from abi.layout import Layout
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.subject import counted, some_names
from reports.report import Block, Cell, Column, Section, Table, Text

_LEAD = (
    "Sizes are those of the records as they are declared: neither what their addresses lead to "
    "nor the entries of flexible arrays are counted."
)


class Amount(NamedTuple):
    """How much a record is: its size in bytes, its members without fillers."""

    size: int
    members: int


class Exchange(NamedTuple):
    """A variant's envelope, what of it all variants have, and the payload of each command."""

    name: str
    title: str
    envelope: Amount
    common: Amount
    payloads: tuple[tuple[str, Amount], ...]
    """Of the commands that lead to a record, with its key."""
    commands: int

    def used(self, of: Callable[[Amount], int]) -> Share:
        """Each command issued once."""
        sizes = [of(amount) for _, amount in self.payloads]
        return share(of(self.envelope), of(self.common), sizes, self.commands)

    def declared(self, of: Callable[[Amount], int]) -> Share:
        """Each record counted once."""
        sizes = [of(amount) for amount in dict(self.payloads).values()]
        return share(of(self.envelope), of(self.common), sizes)


def build(section: EnvelopeSection, context: Context) -> Built:
    """The section of a case, on the first target."""
    views = [view for view in context.views(section.variants, {}) if view.spans()]
    same = shared_members([view.spans() for view in views]) if views else []
    common = Amount(len({b for s in same for b in range(s.offset, s.end)}), len(same))
    chosen = {v.name: (v, own[0]) for v, own in context.chosen(section.variants)}
    found = [
        exchange for view in views if (exchange := _exchange(*chosen[view.name], common)).commands
    ]
    if not found:
        return Built(Section(section.id, section.title, ()))
    blocks: tuple[Block, ...] = (Text(section.lead or _LEAD), _table(section, found))
    sentence = _sentence(found, same, max(e.envelope.size for e in found))
    return Built(Section(section.id, section.title, blocks), (sentence,))


def _exchange(variant: Variant, surface: Surface, common: Amount) -> Exchange:
    payloads = tuple(
        (command.data, amount)
        for command in variant.command
        if (amount := _amount(command.data, surface)) is not None
    )
    envelope = _amount(variant.record, surface)
    assert envelope is not None  # the view has members
    return Exchange(variant.name, variant.title, envelope, common, payloads, len(variant.command))


def _amount(key: str, surface: Surface) -> Amount | None:
    layout = surface.layout(key)
    if not isinstance(layout, Layout):
        return None
    return Amount(layout.size, sum(not span.is_filler for span in spans(layout, surface)))


def _sentence(found: Sequence[Exchange], same: Sequence[Span], largest: int) -> str:
    """How much the common part is where it is most, and where it is least."""
    ordered = sorted(found, key=lambda e: -e.used(_size).common_percent)
    most, least = ordered[0], ordered[-1]
    which = f" ({some_names([f'`{span.path}`' for span in same])})" if same else ""
    what = f"{most.common.size} of {largest} bytes{which}"
    text = (
        f"What {counted(len(found))} envelopes share, {what}, is {most.used(_size).common_percent} "
        f"% of what a program exchanges that uses each command of {most.title} once"
    )
    if least is most:
        return f"{text}."
    return f"{text}, and {least.used(_size).common_percent} % with {least.title}."


def _size(amount: Amount) -> int:
    return amount.size


def _members(amount: Amount) -> int:
    return amount.members


def _table(section: EnvelopeSection, found: Sequence[Exchange]) -> Table:
    columns = (Column("of"), *(Column(exchange.name) for exchange in found))
    rows: list[tuple[Cell, ...]] = []
    for unit, of in (("bytes", _size), ("members", _members)):
        rows += _rows(f"{unit}, each command once", [e.used(of) for e in found])
    for unit, of in (("bytes", _size), ("members", _members)):
        rows += _rows(f"{unit}, each record once", [e.declared(of) for e in found])
    caption = (
        "The envelope's share of the whole: as a program issues each command once, and as it "
        "declares each record once"
    )
    return Table(f"{section.id}-table", caption, columns, tuple(rows))


def _rows(title: str, shares: Sequence[Share]) -> list[tuple[Cell, ...]]:
    whole = [Cell(str(s.whole)) for s in shares]
    envelope = [Cell(f"{s.envelope}, {s.envelope_percent} %") for s in shares]
    common = [Cell(f"{s.common}, {s.common_percent} %") for s in shares]
    return [
        (Cell(title, "strong"), *whole),
        (Cell("  in the envelope"), *envelope),
        (Cell("  common to all"), *common),
    ]
