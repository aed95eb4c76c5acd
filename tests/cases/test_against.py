"""What became of the proposals in 7.2.0, as the facts have it."""

from __future__ import annotations

import pytest

from tests.cases.reading import by_first, report_of, rows


@pytest.fixture(scope="module")
def report(uapi, trees):
    return report_of(uapi, "sev-init2", "--against", str(trees("7.2.0")), "-t", "x86_64")


def test_counts(report):
    found = by_first(report, "against-counts")
    # v1's kvm_sev_init is another one; its ids, KVMIO and the ioctl are as proposed
    assert found["v1, Feb 2024"] == ["5", "1", "–", "–"]
    assert found["6.10"][1:] == ["–", "–", "–"]
    assert found["a union of vendors"] == ["–", "–", "–", "1"]


def test_how_the_record_differs(report):
    details = [row[1:] for row in rows(report, "against-names") if row[0] == "struct kvm_sev_init"]
    assert ["changed", "other members"] in details  # v1: nothing lies where it lies now
    assert ["as proposed", ""] in details


def test_only_the_padding_was_named(uapi, trees):
    report = report_of(uapi, "mem-enc-op", "--against", str(trees("7.2.0")), "-t", "x86_64")
    found = [row[1:] for row in rows(report, "against-names") if row[0] == "struct kvm_sev_cmd"]
    assert found == [["changed", "only fillers differ"], ["as proposed", ""]]


def test_rules_from_one_variant_to_the_next(report):
    """The same size and another place for everything: nothing can tell a kernel."""
    steps = {(row[0], row[1], row[2]): row[3:] for row in rows(report, "steps")}
    moved = [key for key in steps if key[:2] == ("init2-v1 → init2-v3", "member-moved")]
    assert moved
    assert steps[moved[0]][:2] == ["breaks", "breaks"]


def test_a_missing_source_says_so(uapi):
    done = uapi("compare", "sev-init2", "--against", "/nowhere")
    assert done.code == 2
    assert done.err.count("\n") == 1
