"""What functions are given and give, behind pointers, is read as members are."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

B = "breaks breaks breaks"
D = "depends depends depends"


def _swapped(text: str, found: str):
    """A text with a little-endian number, and then a big-endian one."""
    return row(text, text.replace("__le32", "__be32"), found)


ROWS = {
    "a parameter": _swapped(
        "struct s { void (*f)(__le32 x); };", f"member-retyped struct s.f {B}"
    ),
    "a result": _swapped("struct s { __le32 (*f)(void); };", f"member-retyped struct s.f {B}"),
    "what a parameter points to": _swapped(
        "struct s { void (*f)(__le32 *x); };", f"member-retyped struct s.f {B}",
    ),
    "one of an array": _swapped(
        "struct s { void (*f[2])(__le32 x); };", f"member-retyped struct s.f {B}",
    ),
    "a parameter's parameter": _swapped(
        "struct s { void (*f)(void (*g)(__le32 x)); };", f"member-retyped struct s.f {B}",
    ),
    "a typedef": _swapped("typedef void (*f_t)(__le32 x);", f"typedef-changed typedef f_t {B}"),
    "of a prototype": _swapped(
        "void f(void (*g)(__le32 x));", f"prototype-changed function f {B}",
    ),
    "of a variable": _swapped("extern void (*f)(__le32 x);", f"prototype-changed variable f {B}"),
    "an order that is named now": row(
        "struct s { void (*f)(__u32 x); };", "struct s { void (*f)(__be32 x); };",
        "member-retyped struct s.f [s390x] safe safe safe",
        f"member-retyped struct s.f [x86_64] {D}", targets="s390x,x86_64",
    ),
    "and in a prototype": row(
        "void f(__u32 x);", "void f(__be32 x);", f"prototype-changed function f {D}",
    ),
    "another representation": row(
        "struct s { void (*f)(__u32 x); };", "struct s { void (*f)(float x); };",
        "member-retyped struct s.f breaks breaks depends",
    ),
    "a wider one": row(
        "struct s { void (*f)(__u32 x); };", "struct s { void (*f)(__u64 x); };",
        f"member-retyped struct s.f {D}",
    ),
    "the same types and other names": row(
        "struct s { void (*f)(__u32 x); };", "struct s { void (*f)(unsigned int y); };",
    ),
    "what a parameter points to is constant": row(
        "struct s { void (*f)(char *x); };", "struct s { void (*f)(const char *x); };",
        "member-retyped struct s.f safe safe depends",
    ),
    "what an array has": row(
        "struct s { void (*f)(char x[4]); };", "struct s { void (*f)(const char x[4]); };",
        "member-retyped struct s.f safe safe depends",
    ),
    "what a result points to, in a typedef": row(
        "typedef char *(*f_t)(void);", "typedef const char *(*f_t)(void);",
        "typedef-changed typedef f_t safe safe depends",
    ),
    "a parameter that is constant itself": row(
        "struct s { void (*f)(int x); };", "struct s { void (*f)(const int x); };",
    ),
    "a record that has the pointer in it": row(
        "struct s { void (*f)(struct s x, __u32 y); };",
        "struct s { void (*f)(struct s x, __be32 y); };", f"member-retyped struct s.f {D}",
    ),
    "a checksum": row(
        "struct s { __u16 a; __be16 b; };\ntypedef __u16 __sum16;",
        "struct s { __sum16 a; __sum16 b; };\ntypedef __u16 __sum16;",
        "member-retyped struct s.a safe safe safe",
    ),
    "a checksum no more": row(
        "typedef __u32 __wsum;\nstruct s { __wsum a; };",
        "typedef __u32 __wsum;\nstruct s { __u32 a; };",
        "member-retyped struct s.a safe safe safe",
    ),
    "a checksum that was little-endian": row(
        "typedef __u32 __wsum;\nstruct s { __le32 a; };",
        "typedef __u32 __wsum;\nstruct s { __wsum a; };", f"member-retyped struct s.a {D}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
