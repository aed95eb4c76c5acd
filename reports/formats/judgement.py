"""A report of findings in a terminal: the verdict, what hurts most in full, the rest counted."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence

from abi.rules.finding import Finding, Place, Verdict, Verdicts
from reports.formats import findings
from reports.formats.visible import plain, visible
from reports.report import Report
from reports.style import Style

_LINES = 100
_UNREAD = 5


def render(report: Report, style: Style, *, notes: bool = False) -> str:
    """The whole text; with `notes`, facts have a line each instead of being counted."""
    found = findings.serious(report)
    lines = [*_verdict(report, style), *_in_full(found[: findings.FULL], report, style)]
    lines += _blank_before(_in_lines(found[findings.FULL :], report, style))
    lines += _blank_before(_rest(report, style, notes=notes))
    return style.finish("\n".join(line.rstrip() for line in lines) + "\n")


def _blank_before(lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield from ("", first)
        yield from lines


def _wrapped(text: str, style: Style, start: str = "  ", indent: str = "  ") -> list[str]:
    """A paragraph, `start` before its first line."""
    return textwrap.wrap(
        plain(text), style.width, initial_indent=start, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


# The verdict


def _verdict(report: Report, style: Style) -> Iterator[str]:
    """The verdict, and at the line's end what was looked at."""
    answer, context = plain(findings.answer(report)), plain(report.title)
    tone = findings.SIGNS[findings.worst(report)][1]
    gap = style.width - len(answer) - len(context)
    if gap >= 2:
        yield f"{style.paint(answer, tone)}{' ' * gap}{style.paint(context, 'faint')}"
    else:
        yield from (style.paint(line, tone) for line in _wrapped(answer, style, ""))
        yield from (style.paint(line, "faint") for line in _wrapped(context, style))
    for sentence in report.answer[1:]:
        yield from _wrapped(sentence, style)


# Findings in full


def _in_full(found: Sequence[Finding], report: Report, style: Style) -> Iterator[str]:
    told: dict[str, Verdicts | None] = {}
    for group in findings.groups(found):
        before: Finding | None = None
        for finding in group:
            is_told = finding.rule in told and told[finding.rule] == finding.verdicts
            yield ""
            yield from _head(finding, before, report, style)
            yield from _body(finding, before, style, is_told=is_told)
            if finding.rule not in told:
                yield style.paint(f"  what to do: uapi explain {finding.rule}", "faint")
            told[finding.rule] = finding.verdicts
            before = finding


def _body(
    finding: Finding, before: Finding | None, style: Style, *, is_told: bool
) -> Iterator[str]:
    """What a finding says, without what the one `before` it showed; `is_told`: the verdicts."""
    yield from _wrapped(finding.message, style)
    if not (before and before.picture == finding.picture):
        drawn = findings.drawing(finding, style._replace(width=style.width - 2))
        yield from _blank_before(f"  {line}" for line in drawn)
    yield from _blank_before(_verdicts(finding, style, is_told=is_told))
    where = itertools.chain(_places(finding, style), _others(finding, style))
    yield from _blank_before(where) if finding.verdicts else where


def _head(finding: Finding, before: Finding | None, report: Report, style: Style) -> Iterator[str]:
    tone = findings.SIGNS[finding.severity][1]
    rule, subject = f"{finding.rule}  ", plain(_subject(finding, before))
    targets = findings.on_targets(finding, report)
    gap = style.width - len(rule) - len(subject) - len(targets)
    if gap > 2:
        painted = f"{style.paint(rule, tone)} {style.paint(subject, 'strong')}"
        yield f"{painted}{' ' * (gap - 1)}{targets}"
    else:
        yield from (style.paint(line, tone) for line in _wrapped(f"{rule} {subject}", style, ""))
        yield from _wrapped(targets and f"on {targets}", style)


def _subject(finding: Finding, before: Finding | None) -> str:
    """The subject; of the next about a record only its member, and a ditto mark for the same."""
    if before is None:
        return finding.subject
    if before.subject == finding.subject:
        return "″"
    return finding.subject.removeprefix(findings.record(finding)) or finding.subject


def _verdicts(finding: Finding, style: Style, *, is_told: bool) -> Iterator[str]:
    """A line for each and its reason; one line when an earlier finding said the same."""
    given = findings.verdicts(finding)
    if given and is_told:
        yield f"  {', '.join(_value(verdict, style) for _, verdict in given)}, as above"
        return
    if len({verdict for _, verdict in given}) == 1:  # said once
        given = [("programs and recompiles", given[0][1])]
    for whom, verdict in given:
        start = f"  {whom:<23}  {verdict.value:<8}"
        first, *rest = _wrapped(verdict.reason, style, f"{start} ", " " * 36) or [start]
        yield f"{first[:27]}{_value(verdict, style)}{first[27 + len(verdict.value) :]}"
        yield from rest


def _value(verdict: Verdict, style: Style) -> str:
    return style.paint(verdict.value, findings.VERDICTS[verdict.value][1])


def _places(finding: Finding, style: Style) -> Iterator[str]:
    """Where it was and is, with the lines themselves: on one line, or one below the other."""
    texts = [_place(place) for place in findings.both_places(finding)]
    whole = "  →  ".join(texts)
    if len(whole) + 2 <= style.width:
        texts = [whole] if whole else []
    for number, text in enumerate(texts):
        start = "→ " if number else "  " if len(texts) > 1 else ""
        yield f"  {_cut(start + text, style.width - 2)}"


def _place(place: Place) -> str:
    where = findings.path(place) + (f":{place.line}" if place.line else "")
    return visible(f"{where}  {' '.join(place.text.split())}").strip()


def _others(finding: Finding, style: Style) -> Iterator[str]:
    for start, names in (("also", findings.also(finding)), ("with it", findings.carried(finding))):
        if names:
            own = [plain(name) for name in names]
            text = findings.some(own, style.width - len(start) - 5)
            yield from _wrapped(f"{start}: {text}", style, indent="    ")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


# A line each, and counts


def _in_lines(found: Sequence[Finding], report: Report, style: Style) -> Iterator[str]:
    for finding in found[:_LINES]:
        yield _line(finding, report, style)
    if len(found) > _LINES:
        more = f"{len(found) - _LINES:,} more: --format markdown, html and json have all"
        yield style.paint(f"  {more}", "faint")


def _line(finding: Finding, report: Report, style: Style) -> str:
    sign, tone = findings.SIGNS[finding.severity]
    start = f"{'·' if finding.severity == 'note' else sign} {finding.rule}"
    room = max(style.width - len(start) - 2, 20)
    return f"{style.paint(start, tone)}  {_cut(plain(findings.line(finding, report)), room)}"


def _rest(report: Report, style: Style, *, notes: bool) -> Iterator[str]:
    facts = findings.notes(report)
    if facts and notes:
        yield from (_line(finding, report, style) for finding in facts)
    elif facts:
        yield from _wrapped(f"{findings.counted(facts)} (--notes lists them)", style, "· ")
    if report.suppressed:
        number, where = len(report.suppressed), findings.suppressed_by(report.suppressed)
        yield from _wrapped(f"{number:,} suppressed: {where}", style, "· ")
    yield from _unread(report, style)


def _unread(report: Report, style: Style) -> Iterator[str]:
    """What could not be read or judged."""
    unread = [d for d in report.diagnostics if d.level != "note"]
    if unread:
        yield style.paint(f"! {len(unread):,} could not be judged:", "warn")
    for diagnostic in unread[:_UNREAD]:
        yield from _wrapped(str(diagnostic), style, indent="    ")
    if len(unread) > _UNREAD:
        yield f"  and {len(unread) - _UNREAD:,} more (--format json has them)"
