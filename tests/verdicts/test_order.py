"""What is found does not hang on the order of rules that are not related."""

from __future__ import annotations

import random

import pytest

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import in_order, judge
from abi.rules.registry import rules
from tests.header_trees import UnavailableError, header_tree
from tests.history.errors import surface as tree_surface
from tests.rules.pages import all_pages, surface

PAGES = [page for page in all_pages() if page.rule.family == "compat"]


def shuffled(seed: int) -> list:
    """The rules in an order that only keeps what they say of each other."""
    every = list(rules("compat"))
    random.Random(seed).shuffle(every)
    return every


def told(findings: tuple[Finding, ...]) -> set[object]:
    """Findings without the order of what is listed in them."""
    return {
        (f.rule, f.subject, f.message, f.verdicts, frozenset(f.also), frozenset(f.carries))
        for f in findings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.id)
def test_pages(page):
    for target in page.targets:
        old, new = (surface(text, target) for text in page.example)
        changes = difference(old, new)
        expected = told(judge(changes, old, new).findings)
        for seed in range(3):
            assert told(judge(changes, old, new, chosen=shuffled(seed)).findings) == expected


@pytest.mark.parametrize("step", [("5.16.2", "6.3.8"), ("6.19.0", "7.2.0")])
def test_trees(step):
    try:
        old, new = (tree_surface(header_tree(version)) for version in step)
    except UnavailableError as reason:
        pytest.skip(str(reason))
    changes = difference(old, new)
    expected = told(judge(changes, old, new).findings)
    for seed in (1, 2):
        assert told(judge(changes, old, new, chosen=shuffled(seed)).findings) == expected


def test_orders_differ():
    """And keep what rules say of each other."""
    orders = [[rule.id for rule in in_order(shuffled(seed))] for seed in (1, 2)]
    assert orders[0] != orders[1]
    for order in orders:
        for rule in rules("compat"):
            general = [name for name in rule.instead_of if name in order]
            assert all(order.index(rule.id) < order.index(name) for name in general)
