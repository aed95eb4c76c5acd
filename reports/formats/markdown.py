"""A report as Markdown, for a pull request or a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from abi.rules.finding import Finding
from reports.formats import bitgrid, bytegrid, comment, findings
from reports.formats.markdown_text import code, escape, row
from reports.formats.visible import encodable
from reports.report import BitMap, ByteMap, Cell, Note, Notes, Report, Section, Table, Text
from reports.style import Style, circled

_WIDTH = 100


def render(report: Report, *, tool: str) -> str:
    """The whole report; one of findings as a comment on a pull request."""
    if findings.is_judgement(report):
        return comment.render(report, tool=tool)
    lines = [f"## {escape(report.title)}", "", escape(report.question), ""]
    lines += [f"{escape(sentence)}  " for sentence in report.answer]
    lines += ["", f"{len(report.sources)} variants on {', '.join(report.targets)}."]
    for section in report.sections:
        lines += ["", *_section(section)]
    if report.findings:
        lines += [
            "",
            "### Findings",
            "",
            *(line for f in report.findings for line in _finding(f, report)),
        ]
    if report.diagnostics:
        lines += [
            "",
            "### Not understood",
            "",
            *(f"* {escape(str(d))}" for d in report.diagnostics),
        ]
    return encodable("\n".join([*lines, "", f"<sub>{escape(tool)}</sub>"])) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"### {escape(section.title)}"
    for block in section.blocks:
        yield ""
        match block:
            case ByteMap():
                yield from _figure(block, bytegrid.draw(block, Style(width=_WIDTH)))
                yield ""
                yield from map(_note, block.notes)
            case BitMap():
                yield from _figure(block, bitgrid.draw(block, Style(width=_WIDTH)))
            case Table():
                yield from _table(block)
            case Text(text, _):
                yield escape(text)
            case Notes(notes):
                yield from map(_note, notes)


def _figure(figure: ByteMap | BitMap, drawn: Iterable[str]) -> Iterator[str]:
    yield f"{escape(figure.caption)}:"
    yield ""
    yield "```"
    for line in drawn:
        yield line.replace("```", "'''").rstrip()
    yield "```"


def _note(note: Note) -> str:
    mark = f"{circled(note.number)} " if note.number else ""
    return f"* {mark}{escape(note.text)}"


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"{escape(table.caption)}:"
        yield ""
    yield row([column.title for column in table.columns])
    yield row(["---:" if column.is_number else "---" for column in table.columns])
    for cells in table.rows:
        if cells[0].span > 1:
            yield row([f"**{escape(cells[0].text)}**", *[""] * (len(table.columns) - 1)])
        else:
            yield row([_cell(cell) for cell in cells])


def _cell(cell: Cell) -> str:
    text = escape(cell.text.strip())
    return f"**{text}**" if cell.tone in ("bad", "strong") and text else text


def _finding(finding: Finding, report: Report) -> Iterator[str]:
    word = findings.word(finding)
    word = f"**{word}**" if finding.severity == "error" else word
    where = ", ".join(
        filter(None, (findings.on_targets(finding, report), findings.places(finding)))
    )
    head = f"{word} {code(finding.rule)} {code(finding.subject)} ({escape(where)})"
    yield f"* {head}: {escape(finding.message)}"
    for whom, verdict in findings.verdicts(finding):
        said = findings.VERDICTS[verdict.value][0]
        yield f"  * {whom}: {said}{verdict.reason and f', {escape(verdict.reason)}'}"
