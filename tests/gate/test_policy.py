"""Severities: profiles are a ladder, and a project has the last word."""

from __future__ import annotations

import itertools

import pytest

from abi.rules.finding import Finding, Place, Verdict, Verdicts
from abi.rules.policy import ORDER, PathPolicy, Policy, severity

WORDS = ("breaks", "safe", "depends")
EVERY = [Verdicts(*map(Verdict, words)) for words in itertools.product(WORDS, repeat=3)]
PROFILES = ("binary", "source", "strict")


def finding(verdicts=EVERY[0], rule="member-moved", header="linux/x.h", **more):
    return Finding(
        rule, "struct s.b", "note", ("i386",), "", verdicts, None, Place(header, 1), **more
    )


@pytest.mark.parametrize("verdicts", EVERY, ids=str)
def test_each_profile_contains_the_one_before(verdicts):
    worst = [ORDER.index(severity(finding(verdicts), profile)) for profile in PROFILES]
    assert worst == sorted(worst, reverse=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("breaks safe safe", ("error", "error", "error")),
        ("safe breaks safe", ("error", "error", "error")),
        ("safe safe breaks", ("warning", "error", "error")),
        ("depends safe safe", ("warning", "warning", "error")),
        ("safe safe depends", ("warning", "warning", "error")),
        ("depends safe breaks", ("warning", "error", "error")),
        ("safe safe safe", ("note", "note", "note")),
    ],
)
def test_what_a_profile_counts(words, expected):
    given = finding(Verdicts(*map(Verdict, words.split())))
    assert tuple(severity(given, profile) for profile in PROFILES) == expected


def levels(policy, *findings):
    return [f.severity for f in policy.apply(findings)]


def test_a_rule_has_the_severity_that_the_project_says():
    assert levels(Policy(rules={"member-moved": "note"}), finding()) == ["note"]
    assert levels(Policy(rules={"member-moved": "off"}), finding()) == []
    assert levels(Policy(rules={"record-grown": "off"}), finding()) == ["error"]


def test_the_last_entry_of_a_path_that_says_something_wins():
    policy = Policy(
        rules={"member-moved": "warning"},
        paths=(
            PathPolicy(("linux/*",), rules={"member-moved": "note"}),
            PathPolicy(("linux/x*.h",), rules={"record-grown": "off"}),
        ),
    )
    assert levels(policy, finding()) == ["note"]
    assert levels(policy, finding(header="drm/x.h")) == ["warning"]
    assert levels(policy, finding(rule="record-grown")) == []


def test_a_path_has_its_own_profile():
    source = Verdicts(Verdict("safe"), Verdict("safe"), Verdict("breaks"))
    policy = Policy(paths=(PathPolicy(("drm/*",), profile="binary"),))
    assert levels(policy, finding(source)) == ["error"]
    assert levels(policy, finding(source, header="drm/x.h")) == ["warning"]


@pytest.mark.parametrize(("limit", "expected"), [("error", ["error"]), ("warning", ["warning"]),
                                                ("note", ["note"]), ("off", [])])  # fmt: skip
def test_advice_on_design_has_a_limit(limit, expected):
    advice = Finding("has-flags", "struct s", "error", ("i386",), "")
    assert levels(Policy(design=limit), advice) == expected
    assert levels(Policy(design=limit, rules={"has-flags": "error"}), advice) == ["error"]


def test_the_worst_comes_first_then_headers():
    safe = Verdicts(*(Verdict("safe"),) * 3)
    every = [finding(safe, header="a.h"), finding(header="z.h"), finding(header="b.h")]
    assert [f.new.header for f in Policy().apply(every)] == ["b.h", "z.h", "a.h"]
