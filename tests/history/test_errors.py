"""Real history: a person has said of each error and warning whether it is one, and rightly told."""

from __future__ import annotations

import pytest

from tests.history.errors import READ, STEPS, WARNED, Row, findings, table, told


@pytest.mark.parametrize("target", READ)
@pytest.mark.parametrize("step", STEPS, ids="-".join)
def test_every_error_is_in_the_table_and_no_other(trees, step, target):
    old, new = step
    found = told(findings(trees(old), trees(new), target), "error")
    rows = [row.told for row in table(old, new, "error") if target in row.targets]
    assert sorted(found) == sorted(rows)


@pytest.mark.parametrize("step", WARNED, ids="-".join)
def test_every_warning_is_in_the_table_and_no_other(trees, step):
    old, new = step
    found = told(findings(trees(old), trees(new), "x86_64"), "warning")
    assert sorted(found) == sorted(row.told for row in table(old, new, "warning"))


def test_errors_equal_on_several_targets_are_one_row():
    for step in STEPS:
        every = [row.told for row in table(*step, "error")]
        assert len(every) == len(set(every))


def test_at_least_95_of_100_errors_are_true():
    assert _share([row for step in STEPS for row in table(*step, "error")]) >= 0.95


def test_at_least_nine_of_ten_warnings_are_true():
    assert _share([row for step in WARNED for row in table(*step, "warning")]) >= 0.9


def _share(rows: list[Row]) -> float:
    """How many of some rows are true; each says why, and of which targets it speaks."""
    assert all(row.why and row.targets and set(row.targets) <= set(READ) for row in rows)
    return sum(row.is_true for row in rows) / len(rows)
