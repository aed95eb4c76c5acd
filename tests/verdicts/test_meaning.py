"""The same size is not the same meaning: what a program reads where a member was."""

from __future__ import annotations

import pytest

from abi.representation import representation
from abi.rules.readings import TABLE, Kind, reading
from abi.target import TARGETS
from tests.oracle.judge import surface_of
from tests.verdicts.rows import row, said

BOTH = "x86_64,s390x"
DEPENDS, BREAKS, SAFE = "depends " * 2, "breaks " * 2, "safe " * 2

MEMBERS = {
    ("__s64 m", "double m"): BREAKS + "depends",
    ("__u32 m", "float m"): BREAKS + "depends",
    ("float m[2]", "__u32 m[2]"): BREAKS + "depends",
    ("__u64 m[1]", "__u64 *m"): BREAKS + "breaks",
    ("struct xx *m", "struct yy *m"): DEPENDS + "depends",
    ("void *m", "char *m"): DEPENDS + "depends",
    ("int (*m)(int)", "void *m"): DEPENDS + "breaks",
    ("int (*m)(int)", "int (*m)(char)"): DEPENDS + "depends",
    ("__u16 m[2]", "__u32 m"): DEPENDS + "depends",
    ("__u8 m[4]", "__u32 m"): DEPENDS + "depends",
    ("__u32 m[2]", "__u64 m[1]"): DEPENDS + "depends",
    ("__be32 m", "__le32 m"): BREAKS + "breaks",
    ("__be32 m[2]", "__le32 m[2]"): BREAKS + "breaks",
    ("__u32 m[2][3]", "__u32 m[3][2]"): BREAKS + "depends",
    ("__u32 m[6]", "__u32 m[2][3]"): SAFE + "depends",
    ("__u32 m[2][3]", "__u32 m[6]"): SAFE + "depends",
    ("__u32 m[1]", "__u32 m"): SAFE + "depends",
    ("__u8 m", "_Bool m"): DEPENDS + "depends",
    ("_Bool m", "__u8 m"): DEPENDS + "depends",
    ("enum ee m", "__u32 m"): SAFE + "depends",
    ("enum ee m", "enum ff m"): DEPENDS + "depends",
    ("enum ee m", "enum eee m"): SAFE + "depends",
    ("enum ee m", "float m"): BREAKS + "depends",
    ("struct xx m", "__u32 m"): DEPENDS + "breaks",
    ("__u8 m[4]", "struct xx m"): DEPENDS + "depends",
    ("struct xx m", "struct yy m"): DEPENDS + "depends",
    ("struct xx m", "float m"): BREAKS + "depends",
    ("struct xx m", "struct zz m"): BREAKS + "breaks",
    ("struct xx m[2]", "struct yy m[2]"): DEPENDS + "depends",
    ("char *m", "const char *m"): SAFE + "depends",
    ("const int m", "int m"): SAFE + "depends",
    ("unsigned long m", "unsigned long long m"): SAFE + "safe",
}
"""What a member of one size is, before and now, on x86_64."""


@pytest.mark.parametrize(("was", "now"), MEMBERS)
def test_members(was, now):
    kept = (
        "struct xx { int a; }; struct yy { int b; }; struct zz { float a; };"
        "enum ee { E }; enum ff { F = 2 }; enum eee { EE }; struct s { __u64 id; @; };"
    )
    kept = kept.replace("enum eee { EE }", "enum eee { E3 }")
    found = said(row(kept.replace("@", was), kept.replace("@", now)))
    found = tuple(line for line in found if not line.startswith("cxx-refuses"))  # of _Bool
    expected = MEMBERS[was, now]
    if (was, now) == ("enum ee m", "enum eee m"):
        expected = DEPENDS + "depends"  # no enumerator of one is in the other
    assert found == (f"member-retyped struct s.m {expected}",)


ROWS = {
    "elements of a flexible array that are wider": row(
        "struct s { __u32 n; __u16 m[]; };", "struct s { __u32 n; __u32 m[]; };",
        "member-retyped struct s.m breaks breaks depends",
    ),
    "a flexible array of bytes, in units or not": row(
        "struct s { __u64 n; __u64 m[]; };", "struct s { __u64 n; __u8 m[]; };",
        "member-retyped struct s.m depends depends depends",
    ),
    "an integer is the other one": row(
        "struct s { __u32 m; };", "struct s { __s32 m; };",
        "member-sign-changed struct s.m safe safe depends",
    ),
    "a byte order is named": row(
        "struct s { __u32 m; };", "struct s { __be32 m; };",
        "member-retyped struct s.m [s390x] safe safe safe",
        "member-retyped struct s.m [x86_64] depends depends depends", targets=BOTH,
    ),
    "the other byte order is named": row(
        "struct s { __u32 m; };", "struct s { __le32 m; };",
        "member-retyped struct s.m [s390x] depends depends depends",
        "member-retyped struct s.m [x86_64] safe safe safe", targets=BOTH,
    ),
    "a byte order is named no more": row(
        "struct s { __be32 m; };", "struct s { __u32 m; };",
        "member-retyped struct s.m [s390x] safe safe safe",
        "member-retyped struct s.m [x86_64] depends depends depends", targets=BOTH,
    ),
    "a wider number in network order": row(
        "struct s { __u32 a; __be16 m; }; ", "struct s { __u32 a; __be32 m; };",
        "member-widened struct s.m breaks breaks depends", targets=BOTH,
    ),
    "parts are one number, in both byte orders": row(
        "struct s { __u32 id; __u16 m[2]; };", "struct s { __u32 id; __u32 m; };",
        "member-retyped struct s.m depends depends depends", targets=BOTH,
    ),
    "a number is an address, where that is as wide": row(
        "struct s { __u64 m; };", "struct s { int *m; };",
        "member-retyped struct s.m [x86_64] depends depends breaks",
        "record-shrunk struct s [i386] depends depends breaks", targets="x86_64,i386",
    ),
    "bytes are an address, wherever they lie": row(
        "struct s { int id; char m[8]; };", "struct s { int id; char *m; };",
        "member-moved struct s.m [x86_64] breaks breaks breaks",
        "record-shrunk struct s [i386] breaks breaks breaks", targets="x86_64,i386",
    ),
    "a typedef in the other byte order": row(
        "typedef __be32 t;", "typedef __le32 t;", "typedef-changed typedef t breaks breaks breaks",
    ),
    "a typedef of another number": row(
        "typedef double t;", "typedef long t;", "typedef-changed typedef t breaks breaks depends",
    ),
    "a typedef of an array of another shape": row(
        "typedef int t[2][3];", "typedef int t[3][2];",
        "typedef-changed typedef t breaks breaks depends",
    ),
    "a qualifier in a typedef": row(
        "typedef char *t;", "typedef const char *t;", "typedef-changed typedef t safe safe depends",
    ),
    "an argument of bytes": row(
        "#define X _IOR('y', 4, char[8])", "#define X _IOR('y', 4, unsigned char[8])",
        "ioctl-argument-changed X safe safe safe",
    ),
    "an argument whose size is a pointer's": row(
        "#define X _IOR('y', 4, __s32 *)", "#define X _IOR('y', 4, __s32)",
        "ioctl-argument-changed X [i386] depends depends depends",
        "ioctl-size-changed X [x86_64] breaks depends safe", targets="i386,x86_64",
    ),
    "an argument in the other byte order": row(
        "#define X _IOR('y', 4, __be32)", "#define X _IOR('y', 4, __le32)",
        "ioctl-argument-changed X breaks breaks breaks",
    ),
    "an argument that is another number": row(
        "#define X _IOR('y', 4, __u32)", "#define X _IOR('y', 4, float)",
        "ioctl-argument-changed X breaks breaks depends",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_the_table_is_complete():
    assert {frozenset((one, other)) for one in Kind for other in Kind} == TABLE.keys()


ONE_OF_EACH = (
    "__u64", "__s64", "__be64", "__le64", "_Bool", "enum e", "double", "void *", "int (*)(void)",
    "char[8]", "__u32[2]", "struct two",
)  # fmt: skip


@pytest.mark.parametrize("target", ["x86_64", "s390x"])
def test_it_says_the_same_in_both_directions(target):
    """And a type is read as itself only by itself."""
    surface = surface_of(
        "typedef unsigned long long u; typedef u __u64; typedef long long __s64; typedef u __be64;"
        "typedef u __le64; typedef unsigned int __u32; enum e { E }; struct two { int a, b; };"
        + "".join(f"struct m{n} {{ {_member(t)}; }};" for n, t in enumerate(ONE_OF_EACH)),
        TARGETS[target],
    )
    found = [
        representation(surface.declaration(f"struct m{n}").members[0].type, surface)
        for n in range(len(ONE_OF_EACH))
    ]
    for one in found:
        for other in found:
            there = reading(one, other, TARGETS[target])
            assert there == reading(other, one, TARGETS[target])
            assert (one == other) == (there.source == "safe" and one == other)


def _member(ctype: str) -> str:
    if "(*)" in ctype:
        return ctype.replace("(*)", "(*m)")
    head, bracket, bound = ctype.partition("[")
    return f"{head} m{bracket}{bound}"
