"""A report as Markdown, for a pull request or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from reports.formats import bytegrid, findings
from reports.report import ByteMap, Cell, Note, Notes, Report, Section, Table, Text
from reports.style import Style, circled

_WIDTH = 100
_SPECIAL = str.maketrans(
    {"\\": "\\\\", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "}
    | {sign: f"\\{sign}" for sign in "|*[~"}
)
_EMPHASIS = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
"""Underscores at the edge of a word; those within are no marks."""
_MENTION = re.compile(r"(?<!\w)([@#])(?=\w)")
"""What would call a person or link a pull request."""
_START = re.compile(r"^\s*(?=[-+]\s|-+\s*$|=+\s*$|#{1,6}(?:\s|$)|\d+[.)]\s)(\d*)")
"""What would begin a list or a heading."""


def render(report: Report, *, tool: str) -> str:
    """The whole report."""
    lines = [f"## {escape(report.title)}", "", escape(report.question), ""]
    lines += [f"{escape(sentence)}  " for sentence in report.answer]
    lines += ["", f"{len(report.sources)} variants on {', '.join(report.targets)}."]
    for section in report.sections:
        lines += ["", *_section(section)]
    if report.findings:
        lines += ["", "### Findings", "", *(line for f in report.findings for line in _finding(f))]
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
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        parts = [text.replace("`", "'")]  # a backquote without its pair is no mark
    for index, part in enumerate(parts):
        parts[index] = _code(part) if index % 2 else _plain(part)
    return _START.sub(r"\1\\", "".join(parts).strip())


def _plain(text: str) -> str:
    text = _EMPHASIS.sub(lambda found: "\\_" * len(found[0]), text.translate(_SPECIAL))
    return _MENTION.sub(r"\1<!-- -->", text)


def _code(text: str) -> str:
    """A span of code; what cannot stand in one in a table is text."""
    text = " ".join(text.split("\n"))
    if "`" in text or "\\" in text:
        return _plain(text.replace("`", "'"))
    return "`" + text.replace("|", "\\|") + "`"


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


def _finding(finding: Finding) -> Iterator[str]:
    word = findings.word(finding)
    word = f"**{word}**" if finding.severity == "error" else word
    where = ", ".join([*finding.targets, *filter(None, [findings.places(finding)])])
    head = f"{word} {_code(finding.rule)} {_code(finding.subject)} ({escape(where)})"
    yield f"* {head}: {escape(finding.message)}"
    for whom, verdict in findings.verdicts(finding):
        said = findings.VERDICTS[verdict.value][0]
        yield f"  * {whom}: {said}{verdict.reason and f', {escape(verdict.reason)}'}"
