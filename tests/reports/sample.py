"""A small report with one of everything, made by hand."""

from __future__ import annotations

from abi.diagnostic import Diagnostic
from abi.rules.finding import Finding, Place, Verdict, Verdicts
from reports.report import (
    ByteMap,
    Cell,
    Column,
    Lane,
    Link,
    MapCell,
    Note,
    Notes,
    Report,
    Section,
    Source,
    Table,
    Text,
)

OLD = Lane(
    "old", "struct s", "x86_64", 24, 8,
    (
        MapCell(0, 4, "id", "__u32", direction="in"),
        MapCell(4, 4, "hole", "", "hole"),
        MapCell(8, 8, "data", "__u64"),
        MapCell(16, 4, "error", "__u32", direction="out"),
        MapCell(20, 4, "pad", "__u32", "padding"),
    ),
)  # fmt: skip
NEW = Lane(
    "new one", "struct s", "x86_64", 80, 8,
    (
        MapCell(0, 4, "id", "__u32", direction="in"),
        MapCell(4, 1, "low", "__u32", bits="3 bits at 32"),
        MapCell(4, 4, "high", "__u32", bits="29 bits at 35"),
        MapCell(8, 4, "error", "__u32", direction="in/out", moved="byte 4 on i386"),
        MapCell(12, 4, "fd", "__s32"),
        MapCell(8, 8, "error64", "__u64", row=1, notes=(1,)),
        MapCell(16, 64, "name", "char[64]"),
        MapCell(80, 0, "tail", "__u8[]"),
    ),
)  # fmt: skip


def sample(text: str = "plain") -> Report:
    """The report; `text` stands wherever a person's text can stand."""
    figure = ByteMap(
        "bytes-s", f"The record: {text}", (OLD, NEW), (Link("data", 0, 8, 1, 16),),
        (Note(1, f"`error64` lies over `fd`: {text}", "bad"), Note(2, "no more", "warn")),
    )  # fmt: skip
    table = Table(
        "sizes", f"Sizes: {text}", (Column("target"), Column("bytes", is_number=True)),
        (
            (Cell("all of them", "strong", 2),),
            (Cell("x86_64"), Cell("24", "good")),
            (Cell("  i386"), Cell("20", "bad")),
            (Cell(text), Cell("–", "faint")),
        ),
    )  # fmt: skip
    folded = Table("more", "Details", (Column("a"),), ((Cell("x", "warn"),),), is_folded=True)
    return Report(
        "compare",
        f"sample: {text}",
        "Does it hold?",
        (f"It does not: `error64` {text}.", "Look at byte 8."),
        ("x86_64", "i386"),
        (Source("variant", "a.h", "old", "sha256:00"), Source("variant", text, "new one")),
        (
            Section("record", "The record, byte by byte", (figure, Text(text, "warn"))),
            Section("tables", "Tables", (table, folded, Notes((Note(0, f"remark {text}"),)))),
        ),
        (
            Finding("output-over-input", "struct s.error64", "error", ("x86_64",), f"hurts {text}"),
            Finding(
                "member-moved",
                "struct s.data",
                "warning",
                ("i386",),
                f"from 4 to 8: {text}",
                Verdicts(Verdict("breaks", text), Verdict("depends", text), Verdict("safe")),
                Place("a.h", 3),
                Place(text, 4),
            ),
            Finding("id-collision", "CMD 0", "note", ("x86_64", "i386"), "two meanings"),
        ),
        diagnostics=(Diagnostic("error", f"not understood: {text}", "a.h", 3),),
    )
