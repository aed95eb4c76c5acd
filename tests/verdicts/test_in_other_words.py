"""Macros in other words: the same where all samples make the same number of the same type."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared
from tests.verdicts.rows import row, said

NEW = "names-added text.h safe safe safe"
CHANGED = "function-macro-changed M {}"
ROWS = {
    "a sum the other way round": row(
        "#define M(h) ((h) + 1)", "#define M(h) (1 + (h))", CHANGED.format("safe safe safe"),
    ),
    "a mask of bits": row(
        "#define M(h, l) (((~0UL) << (l)) & (~0UL >> (63 - (h))))",
        "#define M(h, l) ((~0UL << (l)) & ((~0UL) >> (64 - (h) - 1)))",
        CHANGED.format("safe safe safe"),
    ),
    "a parameter without brackets": row(
        "#define M(h) ((h) * 2)", "#define M(h) (h * 2)", CHANGED.format("safe safe depends"),
    ),
    "a whole without brackets": row(
        "#define M(h) ((h) + 1)", "#define M(h) (h) + 1", CHANGED.format("safe safe depends"),
    ),
    "bits that only large numbers have": row(
        "#define M(h) (((h) >> 24) & 0x1f)", "#define M(h) (0x7f & ((h) >> 24))",
        CHANGED.format("safe safe depends"),
    ),
    "other brackets": row(
        "#define M(a, b, c) ((a + b) * c)", "#define M(a, b, c) (a + (b * c))",
        CHANGED.format("depends depends depends"),
    ),
    "a member's old name is a macro": row(
        "struct s { int old; };", "struct s { int now; };\n#define old now",
        "member-renamed struct s.old safe safe safe", NEW,
    ),
    "and is the way to it": row(
        "struct s { int old; };", "struct s { struct { int now; } u; };\n#define old u.now",
        "member-renamed struct s.old safe safe safe", NEW,
    ),
    "and is another thing": row(
        "struct s { int old; };", "struct s { int now; };\n#define old other",
        "member-renamed struct s.old safe safe depends", NEW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_a_limit_of_the_kernels_own():
    texts = tuple(f"#define AT_VECTOR_SIZE_ARCH {size}\n" for size in (2, 3))
    (found,) = compared((texts[0], texts[1]), ("x86_64",))
    assert found.verdicts is not None
    assert found.verdicts.old_program_new_kernel.value == "safe"


@pytest.mark.parametrize(("target", "size"), [("x86_64", 20), ("powerpc64", 20)])
def test_parts_of_an_ioctls_number_are_read(target, size):
    from abi.layout import Layout
    from tests.rules.pages import surface

    text = """@ linux/x.h
#include <linux/ioctl.h>
struct b { int x[5]; };
#define C _IOR('t', 7, struct b)
struct s { char size[_IOC_SIZE(C)]; char nr[_IOC_NR(C)]; char type[_IOC_TYPE(C)]; };
"""
    found = surface(text, target).layout("struct s")
    assert isinstance(found, Layout)
    assert found.size == size + 7 + ord("t")
