"""A report in a terminal: the answer first, within the terminal's width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import msgspec

from abi.rules.finding import Finding
from reports.formats import bitgrid, bytegrid, findings, judgement
from reports.formats.visible import plain
from reports.report import BitMap, ByteMap, Cell, Note, Notes, Report, Section, Table, Text
from reports.style import Style, circled

_SEVERITIES = {"error": ("✗", "bad"), "warning": ("!", "warn"), "note": ("·", "")}


def render(report: Report, style: Style, *, notes: bool = False) -> str:
    """The whole report as text; with `notes`, findings that are only facts are listed."""
    if findings.is_judgement(report):
        return judgement.render(report, style, notes=notes)
    lines = [*_head(report, style)]
    for section in report.sections:
        lines += ["", *_section(section, style)]
    if report.findings:
        lines += ["", style.paint("What to look at", "strong"), *_findings(report, style)]
    return style.finish("\n".join(line.rstrip() for line in lines) + "\n")


def _head(report: Report, style: Style) -> Iterator[str]:
    context = f"{len(report.sources)} variants, {', '.join(report.targets)}"
    title = plain(report.title)
    gap = style.width - len(title) - len(context)
    yield f"{style.paint(title, 'strong')}{' ' * max(gap, 2)}{context}" if gap > 1 else title
    if gap <= 1:
        yield context
    for sentence in report.answer:
        yield from wrap(sentence, style)


def _section(section: Section, style: Style) -> Iterator[str]:
    yield style.paint(plain(section.title), "strong")
    for block in section.blocks:
        match block:
            case ByteMap():
                if block is not section.blocks[0]:  # there the section's title says it
                    yield ""
                    yield style.paint(plain(block.caption), "faint")
                yield from bytegrid.draw(block, style)
                yield from _notes(block.notes, style)
            case BitMap():
                yield from bitgrid.draw(block, style)
            case Table():
                yield ""
                yield from _table(block, style)
            case Text(text, tone):
                yield from (style.paint(line, tone) for line in wrap(text, style))
            case Notes(notes):
                yield from _notes(notes, style)


def _notes(notes: tuple[Note, ...], style: Style) -> Iterator[str]:
    for note in notes:
        mark = circled(note.number) if note.number else "·"
        first, *rest = textwrap.wrap(plain(note.text), style.width - 4) or [""]
        yield f" {style.paint(mark, note.tone)} {first}"
        yield from (f"   {line}" for line in rest)


def _findings(report: Report, style: Style) -> Iterator[str]:
    serious = [finding for finding in report.findings if finding.severity != "note"]
    for finding in serious:
        yield from _finding(finding, report, style)
    notes = len(report.findings) - len(serious)
    if notes:
        plural = "note" if notes == 1 else "notes"
        yield style.paint(f" · {notes} more {plural} in --format json, markdown, html", "faint")


def _finding(finding: Finding, report: Report, style: Style) -> Iterator[str]:
    sign, tone = _SEVERITIES[finding.severity]
    targets = findings.on_targets(finding, report)
    yield f" {style.paint(f'{sign} {finding.rule}', tone)}  {plain(finding.subject)}  [{targets}]"
    yield from (f"     {line}" for line in textwrap.wrap(plain(finding.message), style.width - 5))


def wrap(text: str, style: Style) -> list[str]:
    """A paragraph in lines."""
    return textwrap.wrap(plain(text), style.width) or [""]


# Tables


def _table(table: Table, style: Style) -> Iterator[str]:
    if table.caption:
        yield from (style.paint(line, "faint") for line in wrap(table.caption, style))
    for number, band in enumerate(_bands(table, style.width - 1)):
        if number:
            yield ""
        yield from _rows(band, style)


def _rows(table: Table, style: Style) -> Iterator[str]:
    widths = _widths(table, style.width - 1)
    yield from _row(
        [Cell(column.title, "strong") for column in table.columns], table, widths, style
    )
    for row in table.rows:
        if row[0].span > 1:
            lines = _wrapped(plain(row[0].text), style.width - 1)
            yield from (style.paint(f" {line}", row[0].tone) for line in lines)
        else:
            yield from _row(list(row), table, widths, style)


_LONGEST_WORD = 20
"""Columns of a word beyond which it may be broken: message-ids, paths."""


def _bands(table: Table, total: int) -> Iterator[Table]:
    """The table in parts that fit, each with the first column, where whole words do not fit."""
    floors = [min(width, _LONGEST_WORD) + 2 for width in _longest_words(table)]
    if sum(floors) - 2 <= total or len(floors) < 5:
        yield table
        return
    start = 1
    while start < len(floors):
        end, room = start, total + 2 - floors[0]
        while end < len(floors) and (room >= floors[end] or end == start):
            room -= floors[end]
            end += 1
        yield _part(table, (0, *range(start, end)))
        start = end


def _part(table: Table, chosen: tuple[int, ...]) -> Table:
    rows = tuple(
        row if row[0].span > 1 else tuple(row[index] for index in chosen) for row in table.rows
    )
    columns = tuple(table.columns[index] for index in chosen)
    return msgspec.structs.replace(table, columns=columns, rows=rows)


def _texts(table: Table) -> list[tuple[str, ...]]:
    """The texts of each column, its head first."""
    rows = [[column.title for column in table.columns]]
    rows += [[plain(cell.text) for cell in row] for row in table.rows if row[0].span == 1]
    return list(zip(*rows, strict=True))


def _longest_words(table: Table) -> list[int]:
    return [
        max(len(w) for text in column for w in (text.split() or [""])) for column in _texts(table)
    ]


def _widths(table: Table, total: int) -> list[int]:
    """Column widths: as wide as the text, then no narrower than words, then what fits."""
    widths = [max(map(len, column)) for column in _texts(table)]
    words = _longest_words(table)
    for floor in (words, [8] * len(widths)):
        while sum(widths) + 2 * (len(widths) - 1) > total:
            wide = [i for i, width in enumerate(widths) if width > floor[i]]
            if not wide:
                break
            widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths


def _row(row: list[Cell], table: Table, widths: list[int], style: Style) -> Iterator[str]:
    folded = [_wrapped(plain(cell.text), width) for cell, width in zip(row, widths, strict=True)]
    for line in range(max(map(len, folded))):
        parts = []
        for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
            text = folded[index][line] if line < len(folded[index]) else ""
            is_number = table.columns[index].is_number
            padded = f"{text:>{width}}" if is_number else f"{text:<{width}}"
            parts.append(style.paint(padded, cell.tone))
        yield f" {'  '.join(parts)}".rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent) or [""]
