"""A report as one HTML file that needs nothing else: no script, no network, no font."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import jinja2
from markupsafe import Markup, escape

from abi.rules.finding import Finding
from reports.formats import bitgrid, findings, svg
from reports.formats.visible import encodable
from reports.report import (
    BitMap,
    BitValue,
    ByteMap,
    Cell,
    Column,
    Lane,
    Notes,
    Report,
    Section,
    Table,
    Tone,
)
from reports.style import circled

_MARKS: dict[Tone, str] = {"bad": "✗", "warn": "!", "good": "✓"}


def render(report: Report, *, tool: str) -> str:
    """The whole page; equal reports give equal bytes."""
    template = _environment().get_template("report.html.jinja")
    ids = _finding_ids(report)
    found = list(zip(ids, report.findings, strict=True))
    page: str = template.render(
        report=report,
        tool=tool,
        ids=ids,
        judged=findings.is_judgement(report),
        has_bits=any(isinstance(b, BitMap) for s in report.sections for b in s.blocks),
        serious=[pair for pair in found if pair[1].severity != "note"],
        notes=_by_rule(found),
    )
    return encodable(page)


def _by_rule(found: Sequence[tuple[str, Finding]]) -> list[tuple[str, list[tuple[str, Finding]]]]:
    """The notes of each rule with their anchors, the most first."""
    own: dict[str, list[tuple[str, Finding]]] = {}
    for pair in found:
        if pair[1].severity == "note":
            own.setdefault(pair[1].rule, []).append(pair)
    return sorted(own.items(), key=lambda item: (-len(item[1]), item[0]))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reports.formats"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "code": code, "circled": circled, "indent_of": _indent_of, "is_prose": is_prose,
        "contents": contents,
    }  # fmt: skip
    environment.tests |= {
        "bytemap": lambda block: isinstance(block, ByteMap),
        "bitmap": lambda block: isinstance(block, BitMap),
        "table": lambda block: isinstance(block, Table),
        "notes": lambda block: isinstance(block, Notes),
    }
    environment.globals |= {
        "draw": svg.draw, "facts": facts, "marks": _MARKS, "legend": legend, "findings": findings,
        "bits_name": bitgrid.bits_name, "bit_cells": bit_cells,
    }  # fmt: skip
    return environment


def code(text: str) -> Markup:
    """Escaped text, with what stands in backquotes as ``code``."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    marked = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
    return Markup("").join(marked)


def is_prose(text: str) -> bool:
    """Whether a cell wants room to be read: more than a few words beside its code."""
    words = "".join(text.split("`")[::2])
    return len(text) > _FEW_WORDS and len(words) > _FEW_WORDS / 3


_FEW_WORDS = 24
"""Characters of a cell that needs no width of its own."""


def contents(sections: Sequence[Section]) -> list[tuple[str, str]]:
    """Anchors and titles for the list of contents, without those that go on with the one before."""
    return [
        (section.id, section.title.removesuffix(", byte by byte"))
        for section in sections
        if not section.id.endswith("-members")
    ]


def _indent_of(text: str) -> int:
    return len(text) - len(text.lstrip())


def facts(figure: ByteMap) -> Table:
    """What a byte map shows, as a table: the text form of the figure."""
    columns = ("byte", "bytes", "member", "type", "remarks")
    rows = [row for lane in figure.lanes for row in _lane_rows(lane)]
    heads = tuple(Column(title, title in ("byte", "bytes")) for title in columns)
    return Table(f"{figure.id}-facts", "", heads, tuple(rows))


def bit_cells(figure: BitMap, value: BitValue) -> list[tuple[str, str, str]]:
    """The bits of a value from the highest: digit, mark, and what the mark means."""
    cells = []
    for bit in reversed(range(figure.width)):
        tests = [index for index, test in enumerate(figure.tests) if bit in test.bits]
        digit = str(value.value >> bit & 1)
        if not tests:
            cells.append((digit, "", ""))
            continue
        wrong = [figure.tests[index].name for index in tests if index in value.wrong]
        mark = bitgrid.WRONG if wrong else bitgrid.RIGHT
        names = ", ".join(wrong or [figure.tests[index].name for index in tests])
        cells.append((digit, mark, f"{'false' if wrong else 'true'}: {names}"))
    return cells


def legend(figure: ByteMap) -> str:
    """What the patterns of a figure mean; only those that it has."""
    cells = [cell for lane in figure.lanes for cell in lane.cells]
    kinds = {cell.kind for cell in cells}
    meanings = (
        ("hole" in kinds, "hatched: hole"),
        ("padding" in kinds, "dotted: padding with a name"),
        (any(cell.row for cell in cells), "stacked: over the same bytes"),
        (any(cell.moved for cell in cells), "dashed: moved"),
        (any(svg.scale_of(figure).breaks()), "torn: not to scale"),
    )
    return "; ".join(text for is_there, text in meanings if is_there)


def _lane_rows(lane: Lane) -> Iterator[tuple[Cell, ...]]:
    about = f"{lane.name}: `{lane.record}`, {lane.target}, {lane.size} bytes, align {lane.align}"
    yield (Cell(about, span=5),)
    for cell in lane.cells:
        member = "hole" if cell.kind == "hole" else f"`{cell.name}`"
        remarks = [cell.direction, cell.bits, cell.moved and f"at {cell.moved}"]
        remarks += [circled(number) for number in cell.notes]
        remark = ", ".join(filter(None, remarks))
        texts = (str(cell.offset), str(cell.size), member, cell.type and f"`{cell.type}`", remark)
        yield tuple(map(Cell, texts))


def _finding_ids(report: Report) -> list[str]:
    """Anchors that stay the same as long as rule and subject do."""
    seen: dict[str, int] = {}
    ids = []
    for finding in report.findings:
        name = _slug(finding)
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def _slug(finding: Finding) -> str:
    words: Any = re.sub(r"[^A-Za-z0-9_.]+", "-", f"{finding.rule}-{finding.subject}")
    return f"finding-{str(words).strip('-')}"
