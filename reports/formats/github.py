"""A report as workflow commands: GitHub shows them as annotations beside the lines."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding, Severity
from reports.formats import findings
from reports.formats.visible import visible
from reports.report import Report

_MOST = 10
"""Annotations of one kind that GitHub shows of a step."""
_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, *, tool: str) -> str:
    """The worst findings as annotations, then a notice with the verdict and what is not shown.

    Facts are only counted: GitHub has room for ten annotations of a kind.
    """
    shown = [*_worst(report, "error"), *_worst(report, "warning")]
    lines = [_annotation(finding, report) for finding in shown]
    lines.append(_command("notice", {"title": f"{tool} {report.command}"}, _summary(report)))
    return "\n".join(lines) + "\n"


def _worst(report: Report, severity: Severity) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == severity][:_MOST]


def _annotation(finding: Finding, report: Report) -> str:
    place = findings.place(finding)
    properties = {"file": findings.path(place)} if place else {}
    if place and place.line > 0:
        properties["line"] = str(place.line)
    properties["title"] = f"{finding.rule}: {finding.subject}"
    text = "\n".join(_lines(finding, report))
    return _command(_COMMANDS[finding.severity], properties, text)


def _lines(finding: Finding, report: Report) -> Iterator[str]:
    where = findings.on_targets(finding, report)
    yield visible(f"{finding.message}{where and f' [{where}]'}")
    verdicts = findings.verdict_text(finding)
    if verdicts:
        yield from map(visible, verdicts.split("\n"))
    yield f"what to do: uapi explain {finding.rule}"


def _summary(report: Report) -> str:
    """The verdict, and what has no annotation."""
    more = [_more(report, "error"), _more(report, "warning")]
    more.append(findings.counted(findings.notes(report)))
    if report.suppressed:
        more.append(f"{len(report.suppressed):,} suppressed")
    unread = sum(d.level != "note" for d in report.diagnostics)
    if unread:
        more.append(f"{unread:,} could not be judged")
    rest = "; ".join(filter(None, more))
    return visible(f"{findings.answer(report)}{rest and f'. Not shown here: {rest}'}")


def _more(report: Report, severity: Severity) -> str:
    count = sum(f.severity == severity for f in report.findings) - _MOST
    return f"{count:,} more {severity}{'' if count == 1 else 's'}" if count > 0 else ""


# The syntax of workflow commands


def _command(name: str, properties: dict[str, str], message: str) -> str:
    spelled = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {spelled}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
