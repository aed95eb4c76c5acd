"""What hangs on a macro of the program by way of other names, as gcc has it with ``-DWIDE``."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared
from tests.verdicts.rows import row, said

D = "depends depends depends"
EITHER = "#ifdef WIDE\n{} \n#else\n{}\n#endif\n"
TYPE = EITHER.format("typedef __u64 len_t;", "typedef __u32 len_t;")
MACRO = EITHER.format("#define LEN __u64", "#define LEN __u32")
SHORT = EITHER.format("#define LEN __u16", "#define LEN __u32")
RECORD = "struct s { LEN n; };"
IOCTL = "#define GET _IOR('t', 1, LEN)"
BOUND = "struct s { int a[N]; };"
ROWS = {
    "a typedef": row(
        "typedef __u32 len_t;\nstruct s { len_t n; };", f"{TYPE}struct s {{ len_t n; }};",
        f"layout-hangs-on-macro struct s {D}", f"layout-hangs-on-macro typedef len_t {D}",
    ),
    "a macro for a type": row(
        f"#define LEN __u32\n{RECORD}", f"{MACRO}{RECORD}",
        f"layout-hangs-on-macro struct s {D}",
    ),
    "it does no more": row(
        f"{MACRO}{RECORD}", f"#define LEN __u32\n{RECORD}",
        f"layout-hangs-on-macro struct s {D}",
    ),
    "it hangs otherwise": row(
        f"{MACRO}{RECORD}", f"{SHORT}{RECORD}", f"layout-hangs-on-macro struct s {D}",
    ),
    "it always did": row(f"{MACRO}{RECORD}", f"{MACRO}\n{RECORD}"),
    "an ioctl's argument": row(
        f"#define LEN __u32\n{IOCTL}", f"{MACRO}{IOCTL}", f"layout-hangs-on-macro GET {D}",
    ),
    "an ioctl in both branches": row(
        IOCTL.replace("LEN", "__u32"),
        EITHER.format(IOCTL.replace("LEN", "__u64"), IOCTL.replace("LEN", "__u32")),
        f"layout-hangs-on-macro GET {D}",
    ),
    "an ioctl with a parameter": row(
        "#define LEN __u32\n#define GET(n) _IOR('t', n, LEN)",
        f"{MACRO}#define GET(n) _IOR('t', n, LEN)", f"layout-hangs-on-macro GET {D}",
    ),
    "an array's bound": row(
        f"#define N 4\n{BOUND}", EITHER.format("#define N 8", "#define N 4") + BOUND,
        f"layout-hangs-on-macro struct s {D}",
    ),
    "an attribute of a record": row(
        "#define LEN\nstruct s { char a; int b; } LEN;",
        EITHER.format("#define LEN __attribute__((packed))", "#define LEN")
        + "struct s { char a; int b; } LEN;",
        f"layout-hangs-on-macro struct s {D}",
    ),
    "a macro, a macro and a typedef": row(
        "#define LEN __u32\n#define L LEN\ntypedef L len_t;\nstruct s { len_t n; };",
        f"{MACRO}#define L LEN\ntypedef L len_t;\nstruct s {{ len_t n; }};",
        f"layout-hangs-on-macro struct s {D}", f"layout-hangs-on-macro typedef len_t {D}",
    ),
    "a pointer to a function": row(
        "typedef int (*call_t)(__u32);\nstruct s { call_t f; };",
        EITHER.format("typedef int (*call_t)(__u64);", "typedef int (*call_t)(__u32);")
        + "struct s { call_t f; };",
        f"layout-hangs-on-macro struct s {D}", f"layout-hangs-on-macro typedef call_t {D}",
    ),
    "a macro that the kernel decides": row(
        f"#define LEN __u32\n{RECORD}", f"{MACRO}{RECORD}".replace("WIDE", "__KERNEL__"),
    ),
    "a macro that nothing is made with": row(
        "#define LEN 4", EITHER.format("#define LEN 8", "#define LEN 4"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_a_record_of_another_header():
    plain, chosen = "#define LEN int", EITHER.format("#define LEN long", "#define LEN int")
    apart = "@ linux/c.h\nstruct t { int LEN; };\n"
    old, new = (
        f"@ linux/a.h\n{text}\n@ linux/b.h\n#include <linux/a.h>\n{RECORD}\n{apart}"
        for text in (plain, chosen)
    )
    assert [found.subject for found in compared((old, new), ("x86_64",))] == ["struct s"]
