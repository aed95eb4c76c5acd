"""A report as ``uapi-report/1`` JSON; its schema is ``reports/schemas/report.schema.json``."""

from __future__ import annotations

import json

import msgspec

from abi.rules.finding import Finding, Suppressed
from reports.formats.visible import encodable
from reports.report import Report

SCHEMA = "uapi-report/1"


def render(report: Report, *, tool: str) -> str:
    """The whole report; equal reports give equal bytes."""
    data: dict[str, object] = {"schema": SCHEMA, "tool": tool}
    data |= msgspec.to_builtins(report)
    data |= {
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [_suppressed(suppressed) for suppressed in report.suppressed],
        "summary": summary(report),
    }
    return document(data)


def document(data: object) -> str:
    """JSON for people as well: indented, keys in the order that they were given in."""
    # json indents in Python, one value at a time; msgspec does it to the whole text.
    whole = json.dumps(data, ensure_ascii=False)
    return msgspec.json.format(encodable(whole), indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {"id": finding.id, **msgspec.to_builtins(finding)}


def _suppressed(suppressed: Suppressed) -> dict[str, object]:
    return {**msgspec.to_builtins(suppressed), "finding": _finding(suppressed.finding)}


def summary(report: Report) -> dict[str, int]:
    """How many findings hit someone, how many ask for a decision, how many are facts."""
    severities = [finding.severity for finding in report.findings]
    return {
        "breaks": severities.count("error"),
        "depends": severities.count("warning"),
        "safe": severities.count("note"),
        "suppressed": len(report.suppressed),
        "unreadable": sum(d.level == "error" for d in report.diagnostics),
    }
