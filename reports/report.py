"""A report: complete and in order before any format sees it.

Text in a report is plain (no markup, no colour); formats escape and lay it
out. ``code`` in backquotes is the one mark that they know.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from abi.diagnostic import Diagnostic
from abi.rules.finding import Finding, Suppressed

CellKind = Literal["member", "hole", "padding"]
"""``padding`` is a member that only fills space (pad, reserved, rsvd, unused, …)."""
Tone = Literal["", "strong", "bad", "warn", "good", "faint"]
"""What a piece of text means to its reader; formats add a word or a shape, not only colour."""


Direction = Literal["", "in", "out", "in/out"]


class MapCell(msgspec.Struct, frozen=True):
    """A stretch of bytes in one lane of a `ByteMap`.

    `offset` and `size` are in bytes. Bit-fields say so in `bits`
    (``"3 bits at 96"``). Members of a union overlap: the first lies in `row` 0,
    what lies over the same bytes in rows 1, 2, … `notes` are numbers of the
    figure's notes. `direction` is who writes it, where that is known.
    """

    offset: int
    size: int
    name: str
    type: str
    kind: CellKind = "member"
    row: int = 0
    bits: str = ""
    direction: Direction = ""
    notes: tuple[int, ...] = ()
    moved: str = ""
    """Where it lies elsewhere: ``"byte 4 on i386"``; empty when it stays."""


class Lane(msgspec.Struct, frozen=True):
    """One record of one variant on one target; `size` and `align` in bytes."""

    name: str
    record: str
    target: str
    size: int
    align: int
    cells: tuple[MapCell, ...]


class Link(msgspec.Struct, frozen=True):
    """The same member in two neighbouring lanes at different offsets."""

    name: str
    upper: int
    """Index of the lane above."""
    upper_offset: int
    lower: int
    lower_offset: int


class ByteMap(msgspec.Struct, frozen=True, tag="bytemap"):
    """Records drawn to scale, one lane each; the facts stand in `table` too."""

    id: str
    caption: str
    lanes: tuple[Lane, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()


class BitTest(msgspec.Struct, frozen=True):
    """What bits of a value are said to tell: the bits of one mask, and the property."""

    bits: tuple[int, ...]
    name: str
    short: str


class BitValue(msgspec.Struct, frozen=True):
    """A value in one lane of a `BitMap`; `wrong` are the tests (by index) that misread it."""

    value: int
    wrong: tuple[int, ...] = ()


class BitLane(msgspec.Struct, frozen=True):
    """The values of one variant, one for each row of the figure; None where it has none."""

    name: str
    values: tuple[BitValue | None, ...]
    summary: str
    """What comes out of it: ``4 of 6``."""
    tone: Tone = ""


class BitRow(msgspec.Struct, frozen=True):
    """What a row of a `BitMap` stands for, and which tests it ought to pass (by index)."""

    name: str
    true: tuple[int, ...] = ()


class BitMap(msgspec.Struct, frozen=True, tag="bitmap"):
    """Values drawn bit by bit, highest first: a row for each, a lane for each variant."""

    id: str
    caption: str
    width: int
    """Bits that are drawn."""
    tests: tuple[BitTest, ...]
    rows: tuple[BitRow, ...]
    lanes: tuple[BitLane, ...]
    summary: str = ""
    """What the lanes' summaries count."""


class Note(msgspec.Struct, frozen=True):
    """A numbered remark that cells point at."""

    number: int
    text: str
    tone: Tone = ""


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table."""

    text: str
    tone: Tone = ""
    span: int = 1
    """Columns that it fills."""


class Column(msgspec.Struct, frozen=True):
    """A column's head, and whether it holds numbers."""

    title: str
    is_number: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows of cells under a head; `caption` may be empty."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_folded: bool = False
    """Details that a reader opens (HTML); other formats print them."""


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A paragraph."""

    text: str
    tone: Tone = ""


class Notes(msgspec.Struct, frozen=True, tag="notes"):
    """Remarks as a list, numbered where a number is not 0."""

    notes: tuple[Note, ...]


Block = ByteMap | BitMap | Table | Text | Notes


class Section(msgspec.Struct, frozen=True):
    """A heading and what stands under it; `id` stays as long as the subject does."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was read, in which role (``old``, ``new``, ``variant``, ``source``)."""

    role: str
    spec: str
    title: str = ""
    digest: str = ""


class Report(msgspec.Struct, frozen=True):
    """What a command has to say."""

    command: str
    title: str
    question: str
    answer: tuple[str, ...]
    """The verdict in one to three sentences."""
    targets: tuple[str, ...]
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
