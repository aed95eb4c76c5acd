"""Lints on accepted headers: nine of ten findings of each rule are right, as a person read them.

A finding is true if what it says is so and whoever reviewed the header would have asked for a
change, had it been said in time; afterwards an interface stays as it is.
"""

from __future__ import annotations

from collections import defaultdict

from tests.rules.accepted import new_headers, said, table


def test_every_finding_is_in_the_table_and_no_other(trees):
    found = [(f.new.header, f.rule, f.subject) for f in said(trees)]
    assert sorted(found) == sorted((row.header, row.rule, row.subject) for row in table())


def test_the_headers_are_of_many_subsystems(trees):
    headers = new_headers(trees)
    assert len(headers) >= 100
    assert {name.partition("/")[0] for name in headers} >= {
        "cxl", "drm", "fwctl", "linux", "misc", "rdma", "regulator", "scsi", "sound",
    }  # fmt: skip
    assert len(headers - {row.header for row in table()}) >= 70  # of which nothing is said


def test_nine_of_ten_are_true():
    by_rule = defaultdict(list)
    for row in table():
        by_rule[row.rule].append(row.is_true)
        assert row.why
    few = {rule: (sum(v), len(v)) for rule, v in by_rule.items() if 10 * sum(v) < 9 * len(v)}
    assert few == {}
