"""``uapi explain`` and ``uapi rules``: pages of rules, and all of a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abi.rules.registry import FAMILIES, names, page, rules
from reports.page import render
from reports.style import Style
from tests.gate.conftest import MOVED

EVERY = [rule for family in FAMILIES for rule in rules(family)]
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_every_page_fits_a_terminal(rule):
    text = render(page(rule), Style())
    assert text.startswith(f"{rule.id}\n\n")
    assert "```" not in text
    assert "##" not in text
    prose = [line for line in text.split("\n") if not line.startswith(("    ", "  |"))]
    assert all(len(line) <= 80 or " " not in line.strip("* -") for line in prose)


@pytest.mark.parametrize("rule", rules("gate"), ids=lambda rule: rule.id)
def test_pages_of_the_gate(rule):
    titles = [line for line in page(rule).split("\n") if line.startswith("#")]
    assert titles == [f"# {rule.id}", "## What it catches", "## Why it matters", "## What to do"]
    assert rule.summary.endswith(".")


def test_a_page(place):
    done = place.uapi("explain", "suppression-unused")
    assert done.code == 0
    assert done.out.startswith("suppression-unused\n\nWhat it catches\n\nA decision in a comment")
    whole = place.uapi("explain", "suppression-unused", "--format", "markdown")
    assert whole.out == page(rules("gate")[-1])


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# title\n\ntext `code`\nmore\n", "title\n\ntext code more\n"),
        ("## Example\n```c old\nint a;\n```\n", "Example\n\n  old:\n    int a;\n"),
        ("```findings i386\nr s\n```\n", "  findings on i386:\n    r s\n"),
        ("* one\n  two\n* three\n", "* one two\n* three\n"),
        ("*and* `KVM_CAP_*` and a * b * c\n", "and KVM_CAP_* and a * b * c\n"),
        ("see [the page](x.md)\n", "see the page (x.md)\n"),
        ("```c\na\n\nb\n```\n", "    a\n\n    b\n"),
        ("`\x1b[31m`\n", "\\x1b[31m\n"),
    ],
)
def test_markdown_in_a_terminal(markdown, text):
    assert render(markdown, Style()) == text


def test_long_lines_are_wrapped_and_lists_indented():
    lines = render(f"* {'word ' * 30}\n", Style(width=40)).split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert lines[1].startswith("  word")


def test_all_of_a_finding(place):
    ends = "".join(f"struct e{n} {{ struct s s; }};\n" for n in range(40))
    place.headers(MOVED[0] + ends, MOVED[1] + ends)
    cache = {"XDG_CACHE_HOME": str(place.root / "cache")}
    command = ("check", "old", "new", "-t", "i386", "--no-design", "-f", "json")
    report = place.uapi(*command, **cache).report
    (moved,) = [f for f in report["findings"] if f["rule"] == "member-moved"]
    done = place.uapi("explain", moved["id"], **cache)
    assert done.code == 0
    assert done.out.startswith("member-moved  struct s.b\n")
    assert "old program, new kernel  breaks" in done.out
    for carried in moved["carries"]:
        assert f"    {carried['name']} " in done.out
    assert len(moved["carries"]) >= 40
    assert done.out.endswith("What to do: uapi explain member-moved\n")
    other = place.uapi("explain", "F-000000", **cache)
    assert (other.code, "the last check of this directory has no such" in other.err) == (2, True)
    assert place.uapi("explain", moved["id"], "-f", "markdown", **cache).out.startswith("###")


def test_rules_as_json(place):
    found = json.loads(place.uapi("rules", "--format", "json").out)
    assert [rule["id"] for rule in found] == list(names())
    assert {rule["family"] for rule in found} == set(FAMILIES)


def test_rules_in_a_terminal(place):
    done = place.uapi("rules")
    assert all(f"\n  {rule.id} " in done.out for rule in EVERY)
    assert max(map(len, done.out.split("\n"))) <= 80


def test_the_page_of_rules_is_current(place):
    """``uapi rules --format md -o docs/rules.md`` writes it anew."""
    assert place.uapi("rules", "--format", "md").out == PAGE.read_text()
