"""Advice on several targets, and subjects taken apart."""

from __future__ import annotations

import pytest

from abi.rules.finding import Finding, Verdict, Verdicts
from abi.rules.once import told_once
from abi.subject_name import parted


def advice(target, message, severity="error", rule="no-implicit-hole", subject="struct s.b"):
    return Finding(rule, subject, severity, (target,), message)


def test_the_same_words_are_told_once():
    (found,) = told_once([advice("x86_64", "a hole"), advice("i386", "a hole")])
    assert (found.message, found.targets) == ("a hole", ("x86_64", "i386"))


def test_other_words_are_told_with_their_targets_and_the_worst_counts():
    given = [advice("i386", "bytes 4..5", "note"), advice("x86_64", "bytes 4..7")]
    (found,) = told_once([*given, advice("arm64", "bytes 4..7")])
    assert found.message == "bytes 4..5 (i386); bytes 4..7 (x86_64, arm64)"
    assert (found.severity, found.targets) == ("error", ("i386", "x86_64", "arm64"))


def test_other_rules_and_subjects_and_verdicts_stay_apart():
    verdict = Verdict("breaks", "it moved")
    verdicts = Verdicts(verdict, verdict, verdict)
    given = [
        advice("x86_64", "a hole"),
        advice("x86_64", "a hole", rule="no-tail-padding"),
        advice("x86_64", "a hole", subject="struct s.c"),
        Finding("member-moved", "struct s.b", "error", ("x86_64",), "from 4 to 8", verdicts),
        Finding("member-moved", "struct s.b", "error", ("i386",), "from 4 to 6", verdicts),
    ]
    assert told_once(given) == given


@pytest.mark.parametrize(
    ("subject", "own", "member"),
    [
        ("struct s", "struct s", ""),
        ("struct s.u.len", "struct s", "u.len"),
        ("enum e.FIRST", "enum e", "FIRST"),
        ("KVM_RUN", "KVM_RUN", ""),
        ("linux/kvm.h", "linux/kvm.h", ""),
        ("q.h:__u32", "q.h:__u32", ""),
        ("linux/fuse.h:stdint.h", "linux/fuse.h:stdint.h", ""),
        ("struct s@linux/x.h", "struct s@linux/x.h", ""),
        ("struct s@linux/x.h.len", "struct s@linux/x.h", "len"),
        ("LIMIT@linux/x.h", "LIMIT@linux/x.h", ""),
        ("struct s.h", "struct s", "h"),
    ],
)
def test_subjects_are_cut_at_their_member(subject, own, member):
    assert parted(subject) == (own, member)
