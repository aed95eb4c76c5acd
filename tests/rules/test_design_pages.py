"""Every page of a design rule is its test."""

from __future__ import annotations

import pytest

from abi.rules.registry import rules
from tests.rules.pages import SECTIONS, lines, read, reviewed

RULES = rules("design")
BY_ID = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@BY_ID
def test_page(rule):
    page = read(rule)
    assert page.titles == SECTIONS["design"]
    assert rule.summary.endswith(".")


@BY_ID
def test_example(rule):
    """A page lists what its own rule says; what others say of the example is in the matrix."""
    page = read(rule)
    found = reviewed(page.example, page.targets, rule)
    assert lines(found, page.targets) == page.expected
    assert found


@BY_ID
def test_not_reported(rule):
    page = read(rule)
    assert reviewed(page.silent, page.targets, rule) == []
