"""Decisions: which findings they are about, and what is said of the decisions themselves."""

from __future__ import annotations

import pytest

from abi.rules.finding import Finding, Place
from abi.rules.registry import rules
from abi.rules.suppress import Allow, Ran, about, apply

COMPAT = frozenset(rule.id for rule in rules("compat"))
RAN = Ran(COMPAT, frozenset({"x86_64", "i386"}), frozenset({"x86_64", "i386"}))
TODAY = "2026-11-21"


def finding(subject="struct s.b", rule="member-moved", targets=("x86_64", "i386"), line=3):
    place = Place("linux/x.h", line)
    return Finding(rule, subject, "error", targets, "moved", None, place, place)


def allow(rule="member-moved", name="struct s.b", reason="why", **more):
    return Allow(rule, name, reason, "uapi.toml", Place("uapi.toml", 1), **more)


def outcome(findings, allows, ran=RAN):
    decided = apply(findings, allows, ran, TODAY)
    left = [(f.subject, f.targets) for f in decided.left]
    taken = [(s.finding.subject, s.finding.targets) for s in decided.suppressed]
    return left, taken, [(f.rule, f.message) for f in about(decided, ran)]


def test_what_fits_is_taken_out():
    left, taken, said = outcome([finding()], [allow()])
    assert (left, said) == ([], [])
    assert taken == [("struct s.b", ("x86_64", "i386"))]


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "record-grown"},
        {"name": "struct s"},
        {"name": "struct s.bb"},
        {"name": "struct t.*"},
        {"name": "struct s.*", "is_literal": True},
    ],
)
def test_what_does_not_fit_stays(other):
    left, taken, said = outcome([finding()], [allow(**other)])
    assert (len(left), taken) == (1, [])
    assert [rule for rule, _ in said] == ["suppression-unused"]


def test_a_pattern_is_of_subjects():
    left, _, said = outcome([finding(), finding("struct s.c")], [allow(name="struct s.*")])
    assert (left, said) == ([], [])


def test_a_decision_for_one_target_leaves_the_other():
    left, taken, said = outcome([finding()], [allow(targets=("i386",))])
    assert left == [("struct s.b", ("x86_64",))]
    assert taken == [("struct s.b", ("i386",))]
    assert said == []


def test_a_decision_for_another_target_hides_nothing():
    left, taken, _ = outcome([finding(targets=("x86_64",))], [allow(targets=("i386",))])
    assert left == [("struct s.b", ("x86_64",))]
    assert taken == []


def test_two_decisions_share_the_targets_and_both_are_used():
    both = [allow(targets=("i386",)), allow(reason="all the same")]
    left, taken, said = outcome([finding()], both)
    assert (left, said) == ([], [])
    assert [targets for _, targets in taken] == [("i386",), ("x86_64",)]


@pytest.mark.parametrize(
    ("ran", "is_said"),
    [
        (RAN, True),
        (RAN._replace(rules=frozenset()), False),
        (RAN._replace(targets=frozenset({"x86_64"})), False),
        (RAN._replace(targets=frozenset({"x86_64"}), own=frozenset({"x86_64"})), True),
    ],
)
def test_unused_is_said_where_it_can_be_known(ran, is_said):
    _, _, said = outcome([], [allow()], ran)
    assert bool(said) is is_said


def test_unused_for_a_target_that_was_not_judged_is_not_said():
    assert outcome([], [allow(targets=("arm64",))])[2] == []
    assert len(outcome([], [allow(targets=("i386",))])[2]) == 1


def test_the_message_says_where_there_is_one():
    *_, said = outcome([finding()], [allow(name="struct s.bb")])
    assert said == [
        (
            "suppression-unused",
            "nothing on i386, x86_64 matches 'allow member-moved struct s.bb'; take it out; "
            "there is one about struct s.b",
        )
    ]


def test_the_last_day_counts():
    assert outcome([finding()], [allow(until=TODAY)])[0] == []
    left, taken, said = outcome([finding()], [allow(until="2026-11-20")])
    assert (len(left), taken) == (1, [])
    assert said == [
        ("suppression-expired", "'allow member-moved struct s.b' was meant until 2026-11-20")
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"reason": ""}, "needs a reason"),
        ({"reason": "  "}, "needs a reason"),
        ({"rule": "member-move"}, "did you mean 'member-moved'?"),
        ({"rule": ""}, "no rule ''"),
        ({"targets": ("i387",)}, "no target 'i387'"),
        ({"until": "soon"}, "'soon' is no day"),
        ({"until": "2027-02-30"}, "is no day"),
    ],
)
def test_what_cannot_hold_hides_nothing(more, says):
    left, taken, said = outcome([finding()], [allow(**more)])
    assert (len(left), taken) == (1, [])
    ((rule, message),) = said
    assert rule == "suppression-invalid"
    assert says in message


def comment(first, last, **more):
    return allow(name="*", header="linux/x.h", lines=(first, last), **more)


def test_a_comment_is_about_its_lines_in_the_new_header():
    assert outcome([finding(line=3)], [comment(2, 4)])[0] == []
    assert len(outcome([finding(line=5)], [comment(2, 4)])[0]) == 1
    other = Finding("member-moved", "struct s.b", "error", ("i386",), "", new=Place("linux/y.h", 3))
    assert len(outcome([other], [comment(2, 4)])[0]) == 1
    removed = Finding("member-moved", "struct s.b", "error", ("i386",), "", old=other.new)
    assert len(outcome([removed], [comment(2, 4)])[0]) == 1


def test_a_comment_about_the_header_is_about_all_in_it():
    gone = Finding("name-removed", "S", "error", ("i386",), "", old=Place("linux/x.h", 9))
    assert outcome([gone], [comment(0, 0, rule="name-removed")])[0] == []


def test_a_comment_that_stood_there_before_may_match_nothing():
    assert outcome([], [comment(2, 4, is_new=False)])[2] == []
    assert len(outcome([], [comment(2, 4)])[2]) == 1
