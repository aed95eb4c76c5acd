"""Every page of a compatibility rule is its test."""

from __future__ import annotations

import pytest

from abi.rules.registry import rules
from tests.rules.pages import SECTIONS, compared, lines, read

RULES = rules("compat")
BY_ID = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@BY_ID
def test_page(rule):
    page = read(rule)
    assert page.titles == SECTIONS["compat"]
    assert rule.summary.endswith(".")


@BY_ID
def test_example(rule):
    page = read(rule)
    found = lines(compared(page.example, page.targets), page.targets)
    assert found == page.expected
    assert any(line.startswith(f"{rule.id} ") for line in found)


@BY_ID
def test_not_reported(rule):
    page = read(rule)
    found = compared(page.silent, page.targets)
    assert rule.id not in {finding.rule for finding in found}


@BY_ID
def test_nothing_changed(rule):
    page = read(rule)
    for text in (*page.example, *page.silent):
        assert compared((text, text), page.targets) == []
