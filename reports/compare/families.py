"""Flags bit by bit and enumerations value by value, over N headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from abi.design.flags import Family, Place, ends, families, places
from abi.surface import Surface
from reports.compare.subject import names, some_names
from reports.report import Block, Cell, Column, Section, Table, Text

_MOST_FAMILIES = 12
"""Tables of a section; the families behind them are named."""
_MOST_ROWS = 40
"""Places up to which those that are the same in all are listed, too."""
_WIDEST_HEADS = 40
"""Characters of all heads beyond which columns have numbers."""
_KINDS = (
    ("flags", "flags", "Flags that differ, bit by bit"),
    ("numbers", "enumerations", "Enumerations that differ, value by value"),
)

Values = Mapping[str, int]


class Drawn(NamedTuple):
    """A family with its places; `heads` are those of the variants' columns."""

    family: Family
    places: tuple[Place, ...]
    ends: tuple[str, ...]
    """Names that stand for the end of the list."""
    heads: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.family.title.replace("enum #", "the enum of ")

    @property
    def having(self) -> frozenset[int]:
        """The variants that have any of it."""
        return frozenset(index for place in self.places for index in place.variants)

    @property
    def differs(self) -> bool:
        """Whether variants that have some of it have not the same of it."""
        return any(len(place.variants) < len(self.having) for place in self.places)

    def other_place(self, place: Place, variant: int) -> Place | None:
        """Where a variant has the name instead."""
        others = (p for p in self.places if p.name == place.name and p.value != place.value)
        return next((p for p in others if variant in p.variants), None)

    def has_moved(self, place: Place) -> bool:
        """Whether the name has another value somewhere."""
        return any(p.name == place.name and p.value != place.value for p in self.places)

    def is_reused(self, value: int) -> bool:
        """Whether a value has not the same names in all variants that give it one."""
        here = [p for p in self.places if p.value == value and p.name not in self.ends]
        return len({place.variants for place in here}) > 1

    @property
    def reused(self) -> list[int]:
        """The values that are reused."""
        return [v for v in dict.fromkeys(p.value for p in self.places) if self.is_reused(v)]

    @property
    def hurts(self) -> bool:
        """Whether a value means two things, or a name has two values."""
        moved = (p for p in self.places if self.has_moved(p) and p.name not in self.ends)
        return bool(self.reused) or any(True for _ in moved)


def sections(
    titles: Sequence[str], surfaces: Sequence[Surface], values: Sequence[Values]
) -> Iterator[Section]:
    """A section of flags and one of enumerations: those that are not the same in all."""
    heads = tuple(titles)
    if sum(map(len, titles)) > _WIDEST_HEADS:
        heads = tuple(str(number) for number in range(1, len(titles) + 1))
    drawn = [
        Drawn(family, places(family, values), ends(family, values), heads)
        for family in families(values, _owners(surfaces, values))
    ]
    for kind, name, title in _KINDS:
        own = [found for found in drawn if found.family.kind == kind]
        blocks = list(_blocks(own, titles))
        if blocks:
            yield Section(name, title, tuple(blocks))


def _owners(surfaces: Sequence[Surface], values: Sequence[Values]) -> dict[str, str]:
    """The enumerations of the names that count."""
    return {
        name: key
        for surface, own in zip(surfaces, values, strict=True)
        for name, key in surface.declarations.enumerators().items()
        if name in own
    }


def _blocks(own: Sequence[Drawn], titles: Sequence[str]) -> Iterator[Block]:
    differing = sorted((d for d in own if d.differs), key=lambda d: not d.hurts)
    if not differing:
        return
    if differing[0].heads != tuple(titles):
        yield Text("; ".join(f"{number}: {title}" for number, title in enumerate(titles, 1)) + ".")
    yield from map(_table, differing[:_MOST_FAMILIES])
    rest = [found.title for found in differing[_MOST_FAMILIES:]]
    if rest:
        yield Text(f"Not drawn: {some_names(rest, 20)}.")
    whole = [d.title for d in own if not d.differs and len(d.having) < len(titles)]
    if whole:
        yield Text(f"Whole or not at all: {some_names(whole, 20)}.")


def _table(drawn: Drawn) -> Table:
    count = len(drawn.heads)
    is_long = len(drawn.places) > _MOST_ROWS
    shown = [p for p in drawn.places if not is_long or len(p.variants) < count]
    head = "bit" if drawn.family.kind == "flags" else "value"
    columns = (Column(head), *map(Column, drawn.heads), Column("in"))
    rows = tuple(_row(place, drawn) for place in shown)
    caption = _caption(drawn, len(drawn.places) - len(shown))
    return Table(f"{head}s-{_slug(drawn.family.title)}", caption, columns, rows)


def _caption(drawn: Drawn, left_out: int) -> str:
    counts = [
        sum(variant in place.variants for place in drawn.places)
        for variant in range(len(drawn.heads))
    ]
    text = f"{drawn.title}: {names([str(count) for count in counts])} constants"
    if drawn.reused:
        text += f"; {some_names([_number(v, drawn) for v in drawn.reused])} reused"
    return f"{text}; {left_out} that are the same in all are left out" if left_out else text


def _slug(title: str) -> str:
    return "".join(c if c.isalnum() or c == "_" else "-" for c in title).strip("-_")


def _row(place: Place, drawn: Drawn) -> tuple[Cell, ...]:
    cells = [Cell(f"{_number(place.value, drawn)} `{place.name}`")]
    for variant in range(len(drawn.heads)):
        other = drawn.other_place(place, variant)
        if variant in place.variants:
            cells.append(Cell("✓"))
        elif other is not None:
            cells.append(Cell(f"is {_number(other.value, drawn)}"))
        else:
            cells.append(Cell("–", "faint"))
    return (*cells, _fate(place, drawn))


def _fate(place: Place, drawn: Drawn) -> Cell:
    if place.name in drawn.ends:
        return Cell("the end", "faint")
    if drawn.has_moved(place):
        return Cell("moved", "bad")
    if len(place.variants) == len(drawn.heads):
        return Cell("all", "good")
    if drawn.is_reused(place.value):
        return Cell("reused", "bad")
    if len(place.variants) == 1:
        return Cell(f"only {drawn.heads[place.variants[0]]}")
    return Cell(f"{len(place.variants)} of {len(drawn.heads)}")


def _number(value: int, drawn: Drawn) -> str:
    """The bit of a flag, a mask as it is, or the number."""
    if drawn.family.kind == "numbers" or value <= 0:
        return str(value)
    return str(value.bit_length() - 1) if value & (value - 1) == 0 else f"{value:#x}"
