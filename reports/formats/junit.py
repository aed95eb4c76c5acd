"""A report as JUnit XML, which most CI servers show as a list of tests.

What breaks is a test that failed. What has to be decided, and facts, passed,
with what is said of them as output. What somebody suppressed was skipped.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # writes only; nothing of others is parsed
from collections import Counter
from collections.abc import Iterator

from abi.rules.finding import Finding, Suppressed
from reports.formats import findings
from reports.report import Report

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (its section 2.2), even escaped."""


def render(report: Report, *, tool: str) -> str:
    """The whole report; equal reports give equal bytes."""
    cases = list(_cases(report))
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
    }
    root = ET.Element("testsuites", {"name": f"uapi {report.command}", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": f"uapi {report.command}", **counts})
    suite.append(_properties(report, tool))
    suite.extend(cases)
    suite.extend(_unread(report))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _properties(report: Report, tool: str) -> ET.Element:
    properties = ET.Element("properties")
    facts = {
        "tool": tool, "verdict": findings.answer(report),
        "about": report.title, "targets": ", ".join(report.targets),
    }  # fmt: skip
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": _possible(value)})
    return properties


# Cases


def _cases(report: Report) -> Iterator[ET.Element]:
    """One for each finding, under names that are unique; one that passed when there is none."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        yield _judged(_case(finding, report, seen), finding)
    for entry in report.suppressed:
        yield _skipped(_case(entry.finding, report, seen), entry)
    if not report.findings and not report.suppressed:
        name = _possible(findings.answer(report))
        yield ET.Element("testcase", {"classname": f"uapi.{report.command}", "name": name})


def _case(finding: Finding, report: Report, seen: Counter[tuple[str, str]]) -> ET.Element:
    where = findings.on_targets(finding, report)
    name = _possible(f"{finding.subject}{where and f' [{where}]'}")
    seen[finding.rule, name] += 1
    number = seen[finding.rule, name]
    case = {
        "classname": f"uapi.{finding.rule}",
        "name": f"{name} ({number})" if number > 1 else name,
    }
    place = findings.place(finding)
    if place:
        case["file"] = _possible(findings.path(place))
        if place.line > 0:
            case["line"] = str(place.line)
    return ET.Element("testcase", case)


def _judged(case: ET.Element, finding: Finding) -> ET.Element:
    text = _possible("\n".join(_lines(finding)))
    if finding.severity == "error":
        about = {"message": _possible(finding.message), "type": finding.rule}
        ET.SubElement(case, "failure", about).text = text
    else:
        ET.SubElement(case, "system-out").text = text
    return case


def _skipped(case: ET.Element, entry: Suppressed) -> ET.Element:
    until = f" until {entry.until}" if entry.until else ""
    reason = f"{entry.reason} ({entry.where}{until})"
    ET.SubElement(case, "skipped", {"message": _possible(reason)})
    return case


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity}: {finding.message}"
    yield from filter(None, [findings.verdict_text(finding), findings.places(finding)])
    for start, names in (("also", findings.also(finding)), ("with it", findings.carried(finding))):
        if names:
            yield f"{start}: {', '.join(names)}"
    yield f"what to do: uapi explain {finding.rule}"


def _unread(report: Report) -> Iterator[ET.Element]:
    """What could not be read, where CI servers show what a test said."""
    texts = [str(diagnostic) for diagnostic in report.diagnostics]
    if texts:
        element = ET.Element("system-err")
        element.text = _possible("\n".join(texts))
        yield element


def _possible(text: str) -> str:
    """The text with a mark for each character that XML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)
