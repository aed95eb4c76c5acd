"""Inputs by somebody who tried to break the judge, of the kinds of the other modules."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

ROWS = {
    "a pointer to a number in the other order": row(
        "struct s { __be32 *p; };", "struct s { __le32 *p; };",
        "member-retyped struct s.p breaks breaks breaks",
    ),
    "a pointer to a pointer to one": row(
        "struct s { __be32 **p; };", "struct s { __le32 **p; };",
        "member-retyped struct s.p breaks breaks breaks",
    ),
    "a pointer to a number whose order is named now": row(
        "struct s { __u32 *p; };", "struct s { __be32 *p; };",
        "member-retyped struct s.p [s390x] safe safe safe",
        "member-retyped struct s.p [x86_64] depends depends depends", targets="s390x,x86_64",
    ),
    "a number is a record without a tag now": row(
        "struct s { __u64 t; };", "struct s { struct { __u32 lo, hi; } t; };",
        "alignment-changed struct s safe safe depends",
        "member-removed struct s.t depends depends breaks",
    ),
    "a record without a tag in an ioctl's argument": row(
        "#define G _IOR(1, 2, struct { __u32 a; __u32 b; })",
        "#define G _IOR(1, 2, struct { __u32 b; __u32 a; })",
        "ioctl-argument-changed G breaks breaks breaks",
    ),
    "a variable is read as another thing": row(
        "extern __u32 tick;", "extern float tick;",
        "prototype-changed variable tick breaks breaks depends",
    ),
    "a parameter in the other byte order": row(
        "int f(__be32 a);", "int f(__le32 a);", "prototype-changed function f breaks breaks breaks",
    ),
    "names change places, and their record has another name": row(
        "union u { struct { __u32 op, len; } r; __u64 raw; };",
        "union u { struct { __u32 len, op; } q; __u64 raw; };",
        "member-renamed union u.r.op breaks breaks breaks",
    ),
    "a member is a bit-field of as many bits": row(
        "struct s { __u32 id, lat; };", "struct s { __u32 id; __u32 lat : 32; };",
        "member-retyped struct s.lat safe safe depends",
    ),
    "bit-fields are members of their bits": row(
        "struct s { __u32 id; __u32 a : 16; __u32 b : 16; };",
        "struct s { __u32 id; __u16 a; __u16 b; };",
        "member-retyped struct s.a safe safe depends",
    ),
    "an array is shorter where it moved": row(
        "struct s { __u8 a[4]; __u32 b; };", "struct s { __u8 c; __u8 a[3]; __u32 b; };",
        "member-moved struct s.a breaks breaks depends",
    ),
    "an ioctl whose direction is a parameter": row(
        "struct s { __u32 x; };\n#define CMD(d) _IOC(d, 0x77, 5, sizeof(struct s))",
        "struct s { __u32 x, y; };\n#define CMD(d) _IOC(d, 0x77, 5, sizeof(struct s))",
        "record-grown struct s breaks depends safe",
    ),
    "an ioctl with a parameter in other words": row(
        "#define HG(len) _IOC(1U | 2U, 'H', 0x07, len)",
        "#define HG(len) _IOC(2U | 1U, 'H', 7, len)",
    ),
    "a variable that is an array of what grew": row(
        "struct i { __u32 len; __u8 d[4]; }; extern struct i tab[4];",
        "struct i { __u32 len; __u8 d[8]; }; extern struct i tab[4];",
        "record-grown struct i breaks breaks safe",
    ),
    "a member that leaves its union": row(
        "struct s { __u32 k; union { __u32 a; __u64 b; } u; };",
        "struct s { __u32 k; __u32 a; __u64 b; };",
        "hole-used struct s.a depends depends safe",
        "member-removed struct s.u.a breaks breaks breaks",
        "member-wrapped struct s.u.b safe safe breaks",
    ),
    "members that change places on their way into a record": row(
        "struct s { __u64 a; __u32 b, c; };",
        "struct s { __u64 a; struct { __u32 c, b; } in; };",
        "member-renamed struct s.b breaks breaks breaks",
    ),
    "what lies behind a pointer has no room in the record around it": row(
        "struct s { struct { __u32 q; } *p; };", "struct s { struct { __u32 q, r; } *p; };",
        "record-grown struct s.p[] depends depends safe",
    ),
    "a pointer to an array of what grew": row(
        "struct s { struct { __u32 q; } (*p)[2]; };",
        "struct s { struct { __u32 q, r; } (*p)[2]; };",
        "record-grown struct s.p[][] breaks breaks safe",
    ),
    "the same of a record with a tag, and of a parameter": row(
        "struct in { __u32 q; }; struct s { struct in (*p)[2]; }; int f(struct in v[4]);",
        "struct in { __u32 q, r; }; struct s { struct in (*p)[2]; }; int f(struct in v[4]);",
        "record-grown struct in breaks breaks safe",
    ),
    "elements that change places under another name": row(
        "struct s { struct { __u32 key, val; } kv[4]; };",
        "struct s { struct { __u32 val, key; } pairs[4]; };",
        "member-renamed struct s.kv breaks breaks breaks",
    ),
    "a number that is bytes now, and lies elsewhere": row(
        "struct s { __u32 a; __u64 p; };", "struct s { __u32 a; char p[8]; };",
        "member-moved struct s.p breaks breaks depends",
    ),
    "a pointer to another thing": row(
        "struct s { float *p; };", "struct s { __u32 *p; };",
        "member-retyped struct s.p breaks breaks depends",
    ),
    "a pointer to an array of another shape": row(
        "struct s { __u32 (*m)[2][3]; };", "struct s { __u32 (*m)[3][2]; };",
        "member-retyped struct s.m breaks breaks depends",
    ),
    "an argument that is another record of the same size": row(
        "struct a { __u32 x, y; }; struct b { __u32 y, x; };\n#define G _IOW(1, 1, struct a)",
        "struct a { __u32 x, y; }; struct b { __u32 y, x; };\n#define G _IOW(1, 1, struct b)",
        "ioctl-argument-changed G breaks breaks breaks",
    ),
    "numbers that are addresses now, in an array": row(
        "struct s { __u64 m[2]; };", "struct s { char *m[2]; };",
        "member-retyped struct s.m depends depends breaks",
    ),
    "a union that has the name of what is in it": row(
        "struct s { char m[16]; };", "struct s { union { char a[16]; char b; } m; };",
        "member-renamed struct s.m safe safe breaks", "union-arm-added struct s.m.b safe safe safe",
    ),
    "a record that loses its tag": row(
        "struct s { struct t { int x; } m; };", "struct s { struct { int x; } m; };",
        "anonymous-record-named struct s.m safe safe safe",
        "name-removed struct t depends safe breaks",
    ),
    "an enum that is longer, behind an address": row(
        "enum e { A }; struct s { enum e *p; };",
        "enum e { A, B = 0x100000000 }; struct s { enum e *p; };",
        "enum-type-changed enum e depends depends depends", "names-added text.h safe safe safe",
    ),
    "a record that stands twice, for two kinds of programs": row(
        "struct s { long t; };",
        "#ifdef MY_WIDE\nstruct s { __u64 t; };\n#else\nstruct s { long t; };\n#endif",
        "layout-hangs-on-macro struct s depends depends depends",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
