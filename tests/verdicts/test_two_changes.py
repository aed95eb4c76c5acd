"""Two changes at one place: every old name that is gone, and every new name over old bytes, stands
in a finding, and what became of it decides."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import findings, row, said

ROWS = {
    "an array lies over a member that is gone": row(
        "struct cnt { __u32 q[2]; __u32 err; __u32 z; };", "struct cnt { __u32 q[3]; __u32 z; };",
        "member-removed struct cnt.err breaks breaks breaks",
    ),
    "a number lies over a member that is gone": row(
        "struct cnt { __u32 lo, hi, z; };", "struct cnt { __u64 lo; __u32 z; };",
        "member-removed struct cnt.hi breaks breaks breaks", targets="i386",
    ),
    "a new member takes half of one": row(
        "struct s { __u32 a; __u32 hi; };", "struct s { __u16 a; __u16 b; __u32 hi; };",
        "member-narrowed struct s.a [s390x] breaks breaks depends",
        "member-narrowed struct s.a [x86_64] depends depends depends", targets="x86_64,s390x",
    ),
    "fillers go where a hole is used": row(
        "struct s { __u32 a, b, c; __u64 resv[2]; };",
        "struct s { __u32 a, b, c, flags, resv1, resv3; __u64 resv2; };",
        "hole-used struct s.flags depends depends depends",
    ),
    "a wider arm over a filler that is gone": row(
        "struct s { union { struct { __u64 nr; __u32 mode, pad; } h; __u64 x[4]; }; };",
        "struct s { union { struct { __u64 nr; union { __u32 mode; __u64 flags; }; } h;"
        " __u64 x[4]; }; };",
        "union-arm-added struct s.h.flags depends depends depends",
    ),
    "a wider arm over a hole": row(
        "struct s { __u32 mode; __u64 nr; };",
        "struct s { union { __u32 mode; __u64 flags; }; __u64 nr; };",
        "union-arm-added struct s.flags depends depends safe",
    ),
    "an arm as wide as the union": row(
        "struct s { union { __u32 mode; __u64 nr; }; };",
        "struct s { union { __u32 mode; __u64 nr; __u64 flags; }; };",
        "union-arm-added struct s.flags safe safe safe",
    ),
    "an arm of a union that is gone": row(
        "struct s { union { __u32 a; __u32 b; }; };", "struct s { union { __u32 a; }; };",
        "member-removed struct s.b safe safe breaks",
    ),
    "moved and of another type": row(
        "struct q { __u32 a, b, c; };", "struct q { __u32 a; __u64 b; __u32 c; };",
        "member-moved struct q.b breaks breaks depends",
    ),
    "moved and read as another thing": row(
        "struct q { __u32 a, b; };", "struct q { __u64 a; float b; };",
        "member-moved struct q.b breaks breaks depends",
    ),
    "gone, and a macro stands for it": row(
        "struct q { __u32 a, b; };",
        "struct q { __u32 a; struct { __u32 b; } n; };\n#define b n.b\n",
        "member-wrapped struct q.b safe safe breaks", "names-added text.h safe safe safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


NAMES = {
    "an array lies over a member that is gone": {"struct cnt.err", "struct cnt.q"},
    "a new member takes half of one": {"struct s.a", "struct s.b"},
    "fillers go where a hole is used": {
        "struct s.flags", "struct s.resv", "struct s.resv1", "struct s.resv2", "struct s.resv3",
    },
    "a wider arm over a filler that is gone": {"struct s.h.flags", "struct s.h.pad"},
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    for found in findings(ROWS[name]):
        assert {found.subject, *found.also} == NAMES[name]
