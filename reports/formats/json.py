"""A report as ``uapi-report/1`` JSON; its schema is ``reports/schemas/report.schema.json``."""

from __future__ import annotations

import msgspec

from reports.report import Report

SCHEMA = "uapi-report/1"


def render(report: Report, *, tool: str) -> str:
    """The whole report; equal reports give equal bytes."""
    data: dict[str, object] = {"schema": SCHEMA, "tool": tool}
    data |= msgspec.to_builtins(report)
    data |= {"summary": summary(report), "suppressed": []}
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n"


def summary(report: Report) -> dict[str, int]:
    """How many findings hit someone, how many ask for a decision, how many are facts."""
    severities = [finding.severity for finding in report.findings]
    return {
        "breaks": severities.count("error"),
        "depends": severities.count("warning"),
        "safe": severities.count("note"),
        "suppressed": 0,
        "unreadable": sum(d.level == "error" for d in report.diagnostics),
    }
