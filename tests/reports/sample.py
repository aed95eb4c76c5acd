"""A small report with one of everything, made by hand."""

from __future__ import annotations

import msgspec

from abi.change import Carried
from abi.diagnostic import Diagnostic
from abi.rules.finding import Finding, Picture, Place, Stretch, Suppressed, Verdict, Verdicts
from reports.report import (
    BitLane,
    BitMap,
    BitRow,
    BitTest,
    BitValue,
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
    bits = BitMap(
        "bits-types", f"Types: {text}", 4,
        (BitTest((0,), f"private {text}", "memory"), BitTest((1, 2), "state", "state")),
        (BitRow("one", (0,)), BitRow(text), BitRow("three", (0, 1))),
        (
            BitLane("old", (BitValue(1), BitValue(8), None), "0 of 2", "good"),
            BitLane(text, (BitValue(1), BitValue(3, (0, 1)), BitValue(4, (0,))), "2 of 3", "bad"),
        ),
        "read wrong",
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
            Section("types", "The types, bit by bit", (bits,)),
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


# A judgement: what `check` reports

COMMAND = Picture(
    "struct s_cmd",
    (
        Stretch(0, 4, "id"), Stretch(4, 8, "data", changed=True),
        Stretch(12, 4, "error", changed=True), Stretch(16, 4, "sev_fd", changed=True),
    ),
    (
        Stretch(0, 4, "id"), Stretch(4, 4, "pad0", "padding", changed=True),
        Stretch(8, 8, "data", changed=True), Stretch(16, 4, "error", changed=True),
        Stretch(20, 4, "sev_fd", changed=True),
    ),
    20, 24,
)  # fmt: skip


def judgement(text: str = "plain") -> Report:
    """Findings with all that they can have; no rule is a real one."""
    moved = Finding(
        "sample-moved", "struct s_cmd.data", "error", ("i386",),
        f"moved from byte 4 to byte 8: {text}; nothing tells a kernel which layout a program uses",
        Verdicts(
            Verdict("breaks", "reads `data` from the wrong bytes"),
            Verdict("breaks", f"the same, the other way round: {text}"),
            Verdict("safe", "names and types are the same"),
        ),
        Place("linux/s.h", 1894, "\t__u64 data;", "include/uapi/linux/s.h"),
        Place("asm/s.h", 743, f"\t__u64 data; /* {text} */"),
        ("struct s_cmd.error", "struct s_cmd.sev_fd", f"struct {text}"),
        (Carried("struct s_run", "32 bytes", "36 bytes"), Carried("S_RUN", "0x20", text)),
        COMMAND,
    )  # fmt: skip
    gone = Finding(
        "sample-gone", "struct s_cmd.flags", "error", ("x86_64", "i386"), "is no longer there",
        Verdicts(Verdict("safe"), Verdict("depends", f"on {text}"), Verdict("breaks", "no name")),
        Place("linux/s.h", 12), None, picture=COMMAND,
    )  # fmt: skip
    again = msgspec.structs.replace(gone, severity="warning", targets=("arm64",), message=text)
    nowhere = Finding("sample-lint", f"S_{text}", "warning", (), "is `too` long, see S_LONG[3]")
    safe = Verdicts(Verdict("safe"), Verdict("safe"), Verdict("safe"))
    notes = tuple(
        Finding(
            "sample-added", f"S_NEW_{n}", "note", ("x86_64",), f"is new: {text}", safe,
            None, Place("linux/s.h", n),
        )
        for n in range(1, 4)
    )  # fmt: skip
    return Report(
        "check",
        f"v6.8 → {text}, 955 headers, 3 targets",
        "",
        ("2 breaks, 2 to decide, 3 safe", f"Look at {text}."),
        ("x86_64", "i386", "arm64"),
        (Source("old", "v6.8", "", "sha256:00"), Source("new", "v6.9", text)),
        (),
        (moved, gone, again, nowhere, *notes),
        (
            Suppressed(msgspec.structs.replace(gone, subject="S_OLD"), "linux/s.h:7", text),
            Suppressed(notes[0], "uapi.toml", "agreed", "2027-01-31"),
        ),
        (Diagnostic("error", f"not understood: {text}", "linux/s.h", 3),),
    )
