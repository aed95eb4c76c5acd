"""Nothing behind a record without a tag is invisible, as deep as it goes."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import TYPES, row, said

OLD, NEW = "struct { __u32 addr, len; }", "struct { __u32 len, addr; }"

PLACES = {
    "an array": ("struct ring { __u32 n; @ slot[4]; };", "struct ring.slot[]"),
    "a flexible array": ("struct ring { __u32 n; @ slot[]; };", "struct ring.slot[]"),
    "an array of arrays": ("struct ring { @ slot[4][2]; };", "struct ring.slot[][]"),
    "a pointer": ("struct ring { @ *p; };", "struct ring.p[]"),
    "a pointer to a pointer": ("struct ring { @ **p; };", "struct ring.p[][]"),
    "an array of pointers": ("struct ring { @ *p[3]; };", "struct ring.p[][]"),
    "a typedef of a pointer": ("typedef @ *p_t;", "typedef p_t[]"),
    "a typedef of an array": ("typedef @ v_t[2];", "typedef v_t[]"),
    "a callback's parameter": ("struct ops { int (*get)(int, @ *x); };", "struct ops.get(2)[]"),
    "what a callback returns": ("struct ops { @ *(*get)(void); };", "struct ops.get()[]"),
    "a function's parameter": ("extern int f(@ *x);", "function f(1)[]"),
    "a variable": ("extern @ ob;", "variable ob"),
    "a variable that is an array": ("extern @ ob[2];", "variable ob[]"),
    "an array in a record without a tag": (
        "struct ring { struct { __u32 n; @ slot[4]; } u; };", "struct ring.u.slot[]",
    ),
    "an element of an element": (
        "struct ring { struct { __u32 n; @ slot[4]; } row[2]; };", "struct ring.row[].slot[]",
    ),
    "a typedef of a record without a tag": (
        "typedef struct { __u32 n; @ slot[4]; } ring_t;", "typedef ring_t.slot[]",
    ),
    "a union": ("struct ring { union { @ *p; __u64 q; }; };", "struct ring.p[]"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_members_that_change_places(place):
    text, key = PLACES[place]
    found = said(row(text.replace("@", OLD), text.replace("@", NEW)))
    assert found == (f"members-reordered {key}.addr breaks breaks depends",)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_changed(place):
    text, _ = PLACES[place]
    assert said(row(text.replace("@", OLD), text.replace("@", OLD))) == ()


ROWS = {
    "an element that grows moves what lies behind": row(
        "struct ring { struct { __u32 a; } slot[4]; __u32 t; };",
        "struct ring { struct { __u32 a, b; } slot[4]; __u32 t; };",
        "record-grown struct ring.slot[] breaks breaks safe",
    ),
    "an element that grows is further from the next": row(
        "struct ring { __u32 n; struct { __u32 a; } slot[]; };",
        "struct ring { __u32 n; struct { __u32 a, b; } slot[]; };",
        "record-grown struct ring.slot[] breaks breaks safe",
    ),
    "an element's member is read as another thing": row(
        "struct ring { struct { __u32 a; } slot[4]; };",
        "struct ring { struct { float a; } slot[4]; };",
        "member-retyped struct ring.slot[].a breaks breaks depends",
    ),
    "an enum without a tag is the type of a member": row(
        "struct s { enum { A, B } m; };", "struct s { enum { A, B, C = -1 } m; };",
        "enum-type-changed A safe safe depends", "names-added text.h safe safe safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_places_are_known():
    """A finding about a member inside points at the member's line."""
    from tests.rules.pages import compared

    text = "struct ring {\n __u32 n;\n struct {\n  @\n } slot[4];\n};\n"
    old, new = (TYPES + text.replace("@", m) for m in ("__u32 a; __u32 b;", "__u32 b; __u32 a;"))
    (found,) = compared((old, new), ("x86_64",))
    assert found.new.line - found.old.line == 0
    assert found.new.text.startswith("__u32 b")
