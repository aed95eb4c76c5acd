"""Errors on real history: a person has said of each whether it is one."""

from __future__ import annotations

import pytest

from tests.history.errors import STEPS, errors, table


@pytest.mark.parametrize("step", STEPS, ids="-".join)
def test_every_error_is_in_the_table_and_no_other(trees, step):
    old, new = step
    found = {(f.rule, f.subject) for f in errors(trees(old), trees(new))}
    assert found == {(row.rule, row.subject) for row in table(old, new)}


def test_at_least_95_of_100_are_true():
    rows = [row for step in STEPS for row in table(*step)]
    assert sum(row.is_true for row in rows) >= 0.95 * len(rows)
    assert all(row.why for row in rows)
