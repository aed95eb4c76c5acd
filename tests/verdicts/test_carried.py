"""A finding is never milder than what it carries: offsets and strides in records that embed the
subject, and numbers of ioctls."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import findings, row, said

IN_OUT = "struct out { struct in1 i; __u32 t; };\n"
ARGUMENT = "#define X _IOWR(0x62, 1, struct out)\n"
ENUMERATED = "enum { X = _IOWR(0x62, 1, struct out) };\n"

ROWS = {
    # msg.tail: 8 -> 16
    "a member called len tells nothing of what embeds its record": row(
        "struct chunk { __u32 len, off; }; struct msg { struct chunk c; __u32 tail; };",
        "struct chunk { __u32 len, off; __u64 key; }; struct msg { struct chunk c; __u32 tail; };",
        "record-grown struct chunk breaks breaks safe",
    ),
    # 0xc008b701 -> 0xc010b701
    **{
        f"nor does {name} of a number that changed": row(
            f"struct rec {{ __u32 {name}, a; }};\n#define X _IOWR(0xB7, 1, struct rec)",
            f"struct rec {{ __u32 {name}, a; __u64 b; }};\n#define X _IOWR(0xB7, 1, struct rec)",
            "record-grown struct rec breaks depends safe",
        )
        for name in ("len", "size", "sz", "length", "argsz")
    },
    "by itself, such a name is a hint": row(
        "struct rec { __u32 size, a; };", "struct rec { __u32 size, a; __u64 b; };",
        "record-grown struct rec depends depends safe",
    ),
    # rep.f: 16 -> 24
    "the end of a list that is a bound": row(
        "enum { RX, TX, ST_MAX }; struct rep { __u64 v[ST_MAX]; __u32 f; };\n"
        "#define X _IOR(0x62, 1, struct rep)",
        "enum { RX, TX, DROP, ST_MAX }; struct rep { __u64 v[ST_MAX]; __u32 f; };\n"
        "#define X _IOR(0x62, 1, struct rep)",
        "end-moved ST_MAX breaks depends safe", "names-added text.h safe safe safe",
    ),
    "the same of a record that reaches the kernel in another way": row(
        "enum { RX, TX, ST_MAX }; struct rep { __u64 v[ST_MAX]; __u32 f; };",
        "enum { RX, TX, DROP, ST_MAX }; struct rep { __u64 v[ST_MAX]; __u32 f; };",
        "end-moved ST_MAX breaks breaks safe", "names-added text.h safe safe safe",
    ),
    "a bound of the last member, which moves nothing": row(
        "enum { RX, TX, ST_MAX }; struct rep { __u32 f; __u32 v[ST_MAX]; };",
        "enum { RX, TX, DROP, ST_MAX }; struct rep { __u32 f; __u32 v[ST_MAX]; };",
        "end-moved ST_MAX depends depends safe", "names-added text.h safe safe safe",
    ),
    # in1 8 -> 4, out.t 8 -> 4
    "one element to flexible, embedded": row(
        "struct in1 { __u32 n, a[1]; };" + IN_OUT, "struct in1 { __u32 n, a[]; };" + IN_OUT,
        "one-element-to-flexible struct in1.a breaks breaks depends",
    ),
    "one element to flexible, an argument": row(
        "struct in1 { __u32 n, a[1]; };\n#define X _IOWR(0x62, 1, struct in1)",
        "struct in1 { __u32 n, a[]; };\n#define X _IOWR(0x62, 1, struct in1)",
        "one-element-to-flexible struct in1.a breaks depends depends",
    ),
    # out 12 -> 16
    "alignment, in an argument": row(
        "struct in1 { __u32 c, a; };" + IN_OUT + ARGUMENT,
        "struct in1 { __u32 c, a; } __attribute__((aligned(8)));" + IN_OUT + ARGUMENT,
        "alignment-changed struct in1 breaks depends depends",
    ),
    "alignment, in the argument of an enumerator": row(
        "struct in1 { __u32 c, a; };" + IN_OUT + ENUMERATED,
        "struct in1 { __u32 c, a; } __attribute__((aligned(8)));" + IN_OUT + ENUMERATED,
        "alignment-changed struct in1 breaks depends depends",
    ),
    # 12 on i386, before and after
    "a union's new arm, which raises its alignment on one target": row(
        "union in1 { __u32 c[2], a; }; struct out { union in1 i; __u32 t; };\n" + ARGUMENT,
        "union in1 { __u32 c[2], a; __u64 b; }; struct out { union in1 i; __u32 t; };\n" + ARGUMENT,
        "union-alignment-raised union in1 [x86_64] breaks depends depends",
        "union-arm-added union in1.b [i386] safe safe safe",
        targets="x86_64,i386",
    ),
    # out 32 -> 24
    "packed and aligned, in an argument": row(
        "struct in1 { __u64 c, a; __u32 b; };" + IN_OUT + ARGUMENT,
        "struct in1 { __u64 c, a; __u32 b; } __attribute__((packed, aligned(4)));"
        + IN_OUT + ARGUMENT,
        "record-shrunk struct in1 breaks depends safe",
    ),
    "two levels deep, through a typedef": row(
        "struct a { __u32 x; }; typedef struct a a_t; struct b { a_t a; };"
        "struct c { struct b b; __u32 t; };",
        "struct a { __u32 x, y; }; typedef struct a a_t; struct b { a_t a; };"
        "struct c { struct b b; __u32 t; };",
        "record-grown struct a breaks breaks safe",
    ),
    "an array's stride": row(
        "struct a { __u32 x; }; struct c { struct a a[4]; };",
        "struct a { __u32 x, y; }; struct c { struct a a[4]; };",
        "record-grown struct a breaks breaks safe",
    ),
    "a flexible array's stride": row(
        "struct a { __u32 x; }; struct c { __u32 n; struct a a[]; };",
        "struct a { __u32 x, y; }; struct c { __u32 n; struct a a[]; };",
        "record-grown struct a breaks breaks safe",
    ),
    "a stride behind a typedef of an array": row(
        "struct a { __u32 x; }; typedef struct a a_t[3]; struct c { a_t a; };",
        "struct a { __u32 x, y; }; typedef struct a a_t[3]; struct c { a_t a; };",
        "record-grown struct a breaks breaks safe",
    ),
    "of two that grew, each carries what both are in": row(
        "struct a { __u32 x; }; struct b { __u32 x; };"
        "struct c { struct a a; struct b b; __u32 t; };",
        "struct a { __u32 x, y; }; struct b { __u32 x, y; };"
        "struct c { struct a a; struct b b; __u32 t; };",
        "record-grown struct a breaks breaks safe", "record-grown struct b breaks breaks safe",
    ),
    "an ioctl's argument that is an array": row(
        "struct a { __u32 x; };\n#define X _IOW(0x62, 1, struct a[2])",
        "struct a { __u32 x, y; };\n#define X _IOW(0x62, 1, struct a[2])",
        "record-grown struct a breaks depends safe",
    ),
    "an ioctl that goes another way": row(
        "struct a { __u32 x; };\n#define X _IOW(0x62, 1, struct a)",
        "struct a { __u32 x; };\n#define X _IOWR(0x62, 1, struct a)",
        "ioctl-direction-changed X breaks depends safe",
    ),
    "a member that moves, and the number with it": row(
        "struct a { __u32 x, y; };\n#define X _IOW(0x62, 1, struct a)",
        "struct a { __u32 x, z, y; };\n#define X _IOW(0x62, 1, struct a)",
        "member-moved struct a.y breaks depends safe",
    ),
    "a member that moves, and the number stays": row(
        "struct a { __u32 x, y; __u64 z; };\n#define X _IOW(0x62, 1, struct a)",
        "struct a { __u32 y, x; __u64 z; };\n#define X _IOW(0x62, 1, struct a)",
        "members-reordered struct a.x breaks breaks depends",
    ),
    "a struct that is a union now": row(
        "struct a { __u32 x, y; };\n#define X _IOW(0x62, 1, struct a)",
        "union a { __u32 x, y; };\n#define X _IOW(0x62, 1, union a)",
        "ioctl-size-changed X breaks depends safe",
        "record-kind-changed struct a breaks depends breaks",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_reasons():
    """A number that changed has one reason in every rule."""
    names = (
        "alignment, in an argument", "one element to flexible, an argument",
        "a member that moves, and the number with it", "an ioctl that goes another way",
    )  # fmt: skip
    reasons = set()
    for name in names:
        (found,) = findings(ROWS[name])
        given = found.verdicts
        reasons.add((given.old_program_new_kernel.reason, given.new_program_old_kernel.reason))
    assert reasons == {
        (
            "X has another number: a new kernel does not know an old program's (ENOTTY)",
            "an old kernel does not know the new number of X (ENOTTY): "
            "safe if the program falls back",
        )
    }


def test_what_moved_is_told():
    (found,) = findings(ROWS["a member called len tells nothing of what embeds its record"])
    why = found.verdicts.old_program_new_kernel.reason
    assert why == "struct msg.tail moves from byte 8 to byte 16"
