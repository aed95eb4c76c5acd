"""Inline functions: what stands between their braces is compiled into programs."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared
from tests.verdicts.rows import row, said

BODY = "inline-body-changed function f depends depends depends"
KERNEL = "#ifdef __KERNEL__\n{}\n#else\n{}\n#endif"
ONE, TWO = "static inline int f(int a) { return 1; }", "static inline int f(int a) { return 2; }"
EITHER = "{}\n{}\n#else\n{}\n#endif"
ROWS = {
    "another number": row(ONE, TWO, BODY),
    "white space, a comment and the parameter's name": row(
        "static inline int f(int a) { return a + 1; }",
        "static inline int f(int all)\n{\n\t/* one */\n\treturn all + 1;\n}",
        "prototype-changed function f safe safe safe",
    ),
    "white space in a literal": row(
        'static inline const char *f(void) { return "a  b"; }',
        'static inline const char *f(void) { return "a b"; }', BODY,
    ),
    "a condition inside": row(
        "static inline int f(void)\n{\n#ifdef A\n\treturn 1;\n#endif\n\treturn 0;\n}",
        "static inline int f(void)\n{\n#ifdef B\n\treturn 1;\n#endif\n\treturn 0;\n}", BODY,
    ),
    "a name for the same number": row(
        "#define ALL 15\nenum { FEW = 3 };\nstatic inline int f(int a) { return a ? 0xf : 3; }",
        "#define ALL 15\nenum { FEW = 3 };\nstatic inline int f(int a) { return a ? ALL : FEW; }",
    ),
    "a number of another type": row(
        "static inline int f(int a) { return a < 1; }",
        "static inline int f(int a) { return a < 1U; }", BODY,
    ),
    "a typedef of the same type": row(
        "static inline int f(void *a) { return (unsigned int)*(int *)a; }",
        "static inline int f(void *a) { return (__u32)*(__s32 *)a; }",
    ),
    "what the kernel reads": row(KERNEL.format(ONE, ONE), KERNEL.format(TWO, ONE)),
    "what programs read": row(KERNEL.format(ONE, ONE), KERNEL.format(ONE, TWO), BODY),
    "two bodies, of which another condition decides": row(
        EITHER.format("#ifdef A", ONE, TWO), EITHER.format("#ifdef B", ONE, TWO), BODY,
    ),
    "two bodies that change places": row(
        EITHER.format("#ifdef A", ONE, TWO), EITHER.format("#ifdef A", TWO, ONE), BODY,
    ),
    "a condition in other words": row(
        EITHER.format("#ifdef A", ONE, TWO), EITHER.format("#if defined(A)", ONE, TWO),
    ),
    "the type as well": row(
        ONE, "static inline long f(int a) { return 2; }", BODY,
        "prototype-changed function f safe safe depends",
    ),
    "a comment before the body": row(
        "static inline int f(int a) /* one */\\\n// two\n{ return 1; }",
        "static inline int f(int a) /* one */\\\n// two\n{ return 2; }", BODY,
    ),
    "a body where there was none": row("int f(int a);", ONE),
    "an object": row(
        "static const int k = 1;", "static const int k = 2;",
        "initial-value-changed variable k breaks breaks depends",
    ),
    "elements of one": row(
        "static const int k[] = { 1, 2 };", "static const int k[] = { 2, 1 };",
        "initial-value-changed variable k depends depends depends",
    ),
    "an object in other words": row(
        "#define ONE 1\nstatic const int k = 1;", "#define ONE 1\nstatic const int k = ONE;",
    ),
    "an object in a function": row(
        "static inline int f(void) { static const int k = 1; return k; }",
        "static inline int f(void) { static const int k = 2; return k; }", BODY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_a_function_that_another_header_defines_now():
    old = f"@ linux/a.h\n{ONE}\n@ linux/b.h\nint g(void);\n"
    new = f"@ linux/a.h\n#include <linux/b.h>\n@ linux/b.h\nint g(void);\n{TWO}\n"
    found = {finding.rule for finding in compared((old, new), ("x86_64",))}
    assert found == {"inline-body-changed", "include-added", "moved-header"}
