"""A report as Markdown, for a pull request or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from reports.formats import bytegrid
from reports.report import ByteMap, Cell, Finding, Note, Notes, Report, Section, Table, Text
from reports.style import Style, circled

_WIDTH = 100
_WORDS = {"error": "**trap**", "warning": "caution", "note": "note"}
_SPECIAL = str.maketrans({"|": "\\|", "<": "&lt;", ">": "&gt;", "\n": " ", "*": "\\*", "[": "\\["})


def render(report: Report, *, tool: str) -> str:
    """The whole report."""
    lines = [f"## {escape(report.title)}", "", escape(report.question), ""]
    lines += [f"{escape(sentence)}  " for sentence in report.answer]
    lines += ["", f"{len(report.sources)} variants on {', '.join(report.targets)}."]
    for section in report.sections:
        lines += ["", *_section(section)]
    if report.findings:
        lines += ["", "### Findings", "", *map(_finding, report.findings)]
    if report.diagnostics:
        lines += [
            "",
            "### Not understood",
            "",
            *(f"* {escape(str(d))}" for d in report.diagnostics),
        ]
    return "\n".join([*lines, "", f"<sub>{escape(tool)}</sub>"]) + "\n"


def escape(text: str) -> str:
    """Text that Markdown shows as it is; ``code`` in backquotes stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backquote without its pair is no mark
        parts = [text.replace("`", "'")]
    for index in range(0, len(parts), 2):
        parts[index] = parts[index].translate(_SPECIAL)
    for index in range(1, len(parts), 2):
        parts[index] = parts[index].replace("|", "\\|").replace("\n", " ")
    return "`".join(parts)


def _section(section: Section) -> Iterator[str]:
    yield f"### {escape(section.title)}"
    for block in section.blocks:
        yield ""
        match block:
            case ByteMap():
                yield from _figure(block)
            case Table():
                yield from _table(block)
            case Text(text, _):
                yield escape(text)
            case Notes(notes):
                yield from map(_note, notes)


def _figure(figure: ByteMap) -> Iterator[str]:
    yield f"{escape(figure.caption)}:"
    yield ""
    yield "```"
    for line in bytegrid.draw(figure, Style(width=_WIDTH)):
        yield line.replace("```", "'''").rstrip()
    yield "```"
    yield ""
    yield from map(_note, figure.notes)


def _note(note: Note) -> str:
    mark = f"{circled(note.number)} " if note.number else ""
    return f"* {mark}{escape(note.text)}"


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"{escape(table.caption)}:"
        yield ""
    yield _row([column.title for column in table.columns])
    yield _row(["---:" if column.is_number else "---" for column in table.columns])
    for row in table.rows:
        if row[0].span > 1:
            yield _row([f"**{escape(row[0].text)}**", *[""] * (len(table.columns) - 1)])
        else:
            yield _row([_cell(cell) for cell in row])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = escape(cell.text.strip())
    return f"**{text}**" if cell.tone in ("bad", "strong") and text else text


def _finding(finding: Finding) -> str:
    where = ", ".join(finding.targets)
    head = f"{_WORDS[finding.severity]} `{finding.rule}` `{finding.subject}` ({where})"
    return f"* {head}: {escape(finding.message)}"
