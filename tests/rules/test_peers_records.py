"""Changes of records that other checkers miss, or flag though they are harmless.

Old and new text, and what must be found: ``rule subject [targets] old new source``, as on a page.
"""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines

U64 = "typedef unsigned long long u64;\n"

CASES = {
    "F5 a member renamed": (
        "struct foo { unsigned a; };",
        "struct foo { unsigned b; };",
        ["member-renamed struct foo.a safe safe breaks"],
    ),
    "F6 packed gained": (
        "struct foo { unsigned a, b; }; struct foo *use(struct foo *);",
        "struct foo { unsigned a, b; } __attribute__((packed)); struct foo *use(struct foo *);",
        ["packed-changed struct foo safe safe depends"],
    ),
    "F6 packed lost, embedded": (
        "struct foo { unsigned a, b; } __attribute__((packed));"
        "struct bar { char c; struct foo d; };",
        "struct foo { unsigned a, b; }; struct bar { char c; struct foo d; };",
        ["packed-changed struct foo breaks breaks depends"],
    ),
    "F8 a 64-bit member aligned": (
        U64 + "struct foo { unsigned a; u64 b; };",
        U64 + "typedef u64 __attribute__((aligned(8))) au64; struct foo { unsigned a; au64 b; };",
        [
            "member-moved struct foo.b [i386] breaks breaks safe",
            "names-added text.h safe safe safe",
        ],
    ),
    "F9 padding reused, not renamed": (
        "struct foo { unsigned flags, pad; unsigned long long addr; };",
        "struct foo { unsigned flags, newflags; unsigned long long addr; };",
        ["reserved-reused struct foo.newflags depends depends depends"],
    ),
    "P1 a hole named": (
        "struct foo { unsigned a; unsigned long long b; };",
        "struct foo { unsigned a; unsigned pad; unsigned long long b; };",
        [
            "hole-named struct foo.pad [x86_64] safe safe safe",
            "member-moved struct foo.b [i386] breaks breaks safe",
        ],
    ),
    "P2 reserved words taken": (
        "struct foo { unsigned a; unsigned reserved[3]; };",
        "struct foo { unsigned a; unsigned flags; unsigned reserved[2]; };",
        ["reserved-reused struct foo.flags depends depends safe"],
    ),
    "P3 one element to flexible": (
        "struct foo { unsigned n; unsigned v[1]; };",
        "struct foo { unsigned n; unsigned v[]; };",
        ["one-element-to-flexible struct foo.v safe safe depends"],
    ),
    "P5 a sign": (
        "struct foo { int a; };",
        "struct foo { unsigned a; };",
        ["member-sign-changed struct foo.a safe safe depends"],
    ),
    "P6 long": (
        "struct foo { long a; };",
        "struct foo { long long a; };",
        [
            "member-retyped struct foo.a [x86_64] safe safe safe",
            "member-widened struct foo.a [i386] breaks breaks depends",
        ],
    ),
    "P7 a group": (
        "struct foo { unsigned a, b; };",
        "struct foo { union { struct { unsigned a, b; }; struct { unsigned a, b; } hdr; }; };",
        ["members-grouped struct foo.hdr.a safe safe safe"],
    ),
    "P8 a smaller member of a union": (
        "struct foo { int kind; union { unsigned long a; }; };",
        "struct foo { int kind; union { unsigned long a; unsigned short b; }; };",
        ["union-arm-added struct foo.b safe safe safe"],
    ),
    "a reorder": (
        "struct foo { unsigned a, b; };",
        "struct foo { unsigned b, a; };",
        ["members-reordered struct foo.a breaks breaks depends"],
    ),
    "a member before one whose name ends like padding": (
        "struct foo { unsigned long long start, addr_end, size; };",
        "struct foo { unsigned long long start, flags, addr_end, size; };",
        ["member-moved struct foo.addr_end breaks breaks safe"],
    ),
    "the textbook reuse of a reserved field": (
        U64 + "struct foo { u64 size, flags, reserved[6]; };",
        U64 + "struct foo { u64 size, flags, node, reserved[5]; };",
        ["reserved-reused struct foo.node depends depends safe"],
    ),
    "reserved bytes that had to be zero": (
        "struct foo {\n int flags;\n unsigned pad[3]; /* must be zero */\n};",
        "struct foo {\n int flags;\n int depth;\n unsigned pad[2]; /* must be zero */\n};",
        ["reserved-reused struct foo.depth safe depends safe"],
    ),
    "an array that only its comment calls reserved": (
        "struct foo {\n int flags;\n char expansion[76]; /* For future use */\n};",
        "struct foo {\n int flags;\n char mode;\n char expansion[75]; /* For future use */\n};",
        ["reserved-reused struct foo.mode depends depends safe"],
    ),
    "an array that held something": (
        "struct foo { char data[16]; };",
        "struct foo { unsigned len; char data[12]; };",
        ["member-moved struct foo.data breaks breaks depends"],
    ),
    "the low and the high half": (
        "struct foo { unsigned long long a; };",
        "struct foo { unsigned a, b; };",
        [
            "alignment-changed struct foo [x86_64] safe safe depends",
            "member-narrowed struct foo.a depends depends depends",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_peers(name):
    old, new, expected = CASES[name]
    targets = ("x86_64", "i386")
    assert list(lines(compared((old, new), targets), targets)) == expected
    assert compared((new, new), targets) == []


def test_flexible_array_in_a_macro_is_silent():
    head = "#define FLEX(T, N) struct { struct { } __empty_ ## N; T N[]; }\n"
    old = head + "struct foo { unsigned n; unsigned v[]; };"
    new = head + "struct foo { unsigned n; FLEX(unsigned, v); };"
    assert compared((old, new), ("x86_64", "i386", "arm64")) == []


def test_a_pointer_to_something_else_is_one_finding():
    old = "struct foo { void *a; unsigned *b; unsigned *c; };"
    new = "struct foo { void *a; int *b; int *c; };"
    (found,) = compared((old, new), ("x86_64",))
    assert (found.rule, found.also) == ("member-retyped", ("struct foo.c",))


def test_an_array_of_records_that_grew():
    old = "struct foo { int a; }; struct bar { struct foo foo[2]; };"
    new = "struct foo { int a, b; }; struct bar { struct foo foo[2]; };"
    (found,) = compared((old, new), ("x86_64",))
    assert found.rule == "record-grown"
    assert found.verdicts.old_program_new_kernel.value == "breaks"
    assert [carried.name for carried in found.carries] == ["struct bar"]
