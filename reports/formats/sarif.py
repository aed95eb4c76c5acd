"""A report as SARIF 2.1.0, which code scanning reads.

The standard is OASIS's; section numbers below are of its "Errata 01" edition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from abi.diagnostic import Diagnostic
from abi.rules import registry
from abi.rules.finding import Finding, Place, Suppressed
from reports.formats import findings
from reports.formats.comment import verdict_table
from reports.formats.json import document
from reports.formats.markdown_text import code, escape
from reports.report import Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_A_LINE = re.compile(r":\d+$")
_Object = dict[str, object]


def render(report: Report, *, tool: str) -> str:
    """The whole report; equal reports give equal bytes."""
    found = [*report.findings, *(entry.finding for entry in report.suppressed)]
    rules = sorted({finding.rule for finding in found})
    results = [_result(finding, rules) for finding in report.findings]
    results += [_suppressed(entry, rules) for entry in report.suppressed]
    name, _, version = tool.partition(" ")
    driver: _Object = {"name": name, "version": version, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report.diagnostics)],
        "results": results,
        "properties": {
            "command": report.command,
            "answer": list(report.answer),
            "targets": list(report.targets),
        },
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return document(log)


def _rule(name: str) -> _Object:
    """A rule with its page; of one that is not known here, its name."""
    rule = registry.find(name)
    if rule is None:
        return {"id": name}
    page = registry.page(rule)
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "properties": {"tags": [rule.family]},
    }


# Results


def _result(finding: Finding, rules: Sequence[str]) -> _Object:
    result: _Object = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity,
        "message": {"text": _text(finding), "markdown": _markdown(finding)},
        "locations": [_location(findings.place(finding), finding)],
    }
    if finding.new and finding.old and finding.old != finding.new:
        before = _location(finding.old, finding)
        result["relatedLocations"] = [{**before, "message": {"text": "before the change"}}]
    result["partialFingerprints"] = {"uapi/v1": finding.identity}
    result["properties"] = _properties(finding)
    return result


def _suppressed(entry: Suppressed, rules: Sequence[str]) -> _Object:
    """A finding and who decided about it; in a header, that is in the source (3.35.2)."""
    until = f" (until {entry.until})" if entry.until else ""
    suppression = {
        "kind": "inSource" if _A_LINE.search(entry.where) else "external",
        "justification": f"{entry.reason}{until}",
        "properties": {"where": entry.where, "until": entry.until},
    }
    return {**_result(entry.finding, rules), "suppressions": [suppression]}


def _text(finding: Finding) -> str:
    """The message with whom it hits, for those who show no Markdown."""
    lines = [f"{finding.subject}: {finding.message}", findings.verdict_text(finding)]
    return _unlinked("\n".join(filter(None, lines)))


def _unlinked(text: str) -> str:
    """Plain text in which no ``[text](target)`` makes a link (3.11.6)."""
    return text.replace("](", "] (")


def _markdown(finding: Finding) -> str:
    lines = [f"{code(finding.subject)}: {escape(finding.message)}"]
    table = verdict_table(finding)
    return "\n".join([*lines, *(["", *table] if table else [])])


def _properties(finding: Finding) -> _Object:
    return {
        "id": finding.id,
        "targets": list(finding.targets),
        "verdicts": msgspec.to_builtins(finding.verdicts),
        "also": list(finding.also),
        "carries": msgspec.to_builtins(finding.carries),
    }


# Places


def _location(place: Place | None, finding: Finding) -> _Object:
    logical = {"fullyQualifiedName": finding.subject}
    return {"physicalLocation": _physical(place), "logicalLocations": [logical]}


def _physical(place: Place | None) -> _Object:
    """A file, and a line where one is known. Code scanning refuses a result without a file."""
    physical: _Object = {"artifactLocation": {"uri": quote(findings.path(place), errors="replace")}}
    if place and place.line > 0:
        region: _Object = {"startLine": place.line}
        physical["region"] = region | ({"snippet": {"text": place.text}} if place.text else {})
    return physical


def _invocation(diagnostics: Sequence[Diagnostic]) -> _Object:
    """That the tool ran, and what it could not read."""
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [_notification(diagnostic) for diagnostic in diagnostics],
    }


def _notification(diagnostic: Diagnostic) -> _Object:
    notification: _Object = {
        "level": diagnostic.level, "message": {"text": _unlinked(diagnostic.message)},
    }  # fmt: skip
    if diagnostic.header:
        place = Place(diagnostic.header, diagnostic.line)
        notification["locations"] = [{"physicalLocation": _physical(place)}]
    return notification
