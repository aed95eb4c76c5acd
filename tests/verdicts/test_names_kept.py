"""Macros that keep an old name of a tag or of a member alive, and what becomes of them."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

OLD = "struct old { __u32 a, b; };"
KEPT = "\n#define old now"
ROWS = {
    "a tag for the same members": row(
        "struct old { __u32 a, b; struct old *next; };",
        f"struct now {{ __u32 a, b; struct now *next; }};{KEPT}",
        "name-kept struct old safe safe safe",
    ),
    "a tag for members that changed places": row(
        OLD, f"struct now {{ __u32 b, a; }};{KEPT}", "name-kept struct old breaks breaks depends",
    ),
    "a tag for a member that is read otherwise": row(
        OLD, f"struct now {{ __u32 a; float b; }};{KEPT}",
        "name-kept struct old breaks breaks depends",
    ),
    "by way of another macro": row(
        OLD, "struct now { __u32 b, a; };\n#define mid now\n#define old mid",
        "name-kept struct old breaks breaks depends", "names-added text.h safe safe safe",
    ),
    "a typedef": row(
        "typedef struct { __u32 a, b; } old_t;",
        "typedef struct { __u32 b, a; } now_t;\n#define old_t now_t",
        "name-kept typedef old_t breaks breaks depends",
    ),
    "no macro, and a member that is read otherwise": row(
        OLD, "struct now { __u32 a; float b; };", "name-removed struct old depends safe breaks",
        "names-added text.h safe safe safe",
    ),
    "the macro of a tag is gone": row(
        f"struct now {{ int a; }};{KEPT}", "struct now { int a; };",
        "name-removed old depends safe breaks",
    ),
    "the macro of an enum's tag is gone": row(
        f"enum now {{ A }};{KEPT}", "enum now { A };", "name-removed old depends safe breaks",
    ),
    "the macro of a member is gone": row(
        "struct s { int now; };\n#define old now", "struct s { int now; };",
        "name-removed old depends safe breaks",
    ),
    "the macro of a member of a member is gone": row(
        "struct s { union { int a, b; } u; };\n#define s_a u.a",
        "struct s { union { int a, b; } u; };", "name-removed s_a depends safe breaks",
    ),
    "a macro of nothing that is declared is gone": row(
        "struct s { int a; };\n#define old now", "struct s { int a; };",
        "never-built-removed old safe safe depends",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
