"""A report as GitLab reads it for a merge request: its Code Quality JSON."""

from __future__ import annotations

from abi.rules.finding import Finding, Severity
from reports.formats import findings
from reports.formats.json import document
from reports.formats.visible import visible
from reports.report import Report

_SEVERITIES: dict[Severity, str] = {"error": "blocker", "warning": "major", "note": "info"}


def render(report: Report, *, tool: str) -> str:
    """A list with all findings that nobody suppressed; equal reports give equal bytes.

    `tool` stands nowhere: the format has no place for it.
    """
    identities = findings.identities(report.findings)
    issues = [
        _issue(finding, identity, report)
        for finding, identity in zip(report.findings, identities, strict=True)
    ]
    return document(issues)


def _issue(finding: Finding, fingerprint: str, report: Report) -> dict[str, object]:
    """GitLab shows one issue of each fingerprint, and none without a path and a line."""
    place = findings.place(finding)
    return {
        "description": _description(finding, report),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": findings.path(place),
            "lines": {"begin": max(place.line if place else 0, 1)},
        },
    }


def _description(finding: Finding, report: Report) -> str:
    parts = [findings.line(finding, report), *findings.verdict_text(finding).split("\n")]
    return visible("; ".join(filter(None, parts)))
