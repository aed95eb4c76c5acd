"""How a record reaches the kernel decides what an ioctl's direction, or its type, says of it."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines
from tests.verdicts.rows import TYPES, row, said

INNER = "struct i {{ __u32 x; __u32 {}; }};\n"
READ = "#define R _IOR('t', 2, struct i)\n"
WRITE = "#define W _IOW('t', 1, struct a)\n"


def _named(rest: str, *found: str):
    """A reserved word of the inner record gets a name."""
    return row(INNER.format("resv") + rest, INNER.format("y") + rest, *found)


GIVEN = "reserved-reused struct i.y safe depends depends"
UNKNOWN = "reserved-reused struct i.y depends depends depends"
ROWS = {
    "only the kernel writes it": _named(READ, GIVEN),
    "in an argument that the kernel reads": _named(
        f"struct a {{ struct i i; }};\n{READ}{WRITE}", UNKNOWN,
    ),
    "behind an address in one": _named(f"struct a {{ struct i *p; }};\n{READ}{WRITE}", UNKNOWN),
    "behind one in one that the kernel writes": _named(
        f"struct a {{ struct i *p; }};\n{READ}#define A _IOR('t', 1, struct a)\n", UNKNOWN,
    ),
    "by way of a typedef": _named(
        f"typedef struct i *ip;\nstruct a {{ ip p; }};\n{READ}{WRITE}", UNKNOWN,
    ),
    "in a record behind one": _named(
        f"struct m {{ struct i i[2]; }};\nstruct a {{ const struct m *p; }};\n{READ}{WRITE}",
        UNKNOWN,
    ),
    "an argument of a callback": _named(f"struct a {{ void (*f)(struct i *); }};\n{READ}", GIVEN),
    "without a tag": row(
        "struct a { struct { __u32 x, resv; } *p; };\n#define A _IOR('t', 1, struct a)",
        "struct a { struct { __u32 x, y; } *p; };\n#define A _IOR('t', 1, struct a)",
        "reserved-reused struct a.p[].y depends depends depends",
    ),
    "a new number for one way, and none for the other": row(
        f"struct i {{ __u32 x; }};\nstruct a {{ struct i *p; }};\n{READ}{WRITE}",
        f"struct i {{ __u32 z, x; }};\nstruct a {{ struct i *p; }};\n{READ}{WRITE}",
        "member-moved struct i.x breaks breaks safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


ARGUMENT, LONGER = "struct a { __u32 x; };\n", "struct a { __u32 x, y; };\n"


@pytest.mark.parametrize(
    ("macros", "found"),
    [
        ("#define G _IOW('d', 1, struct a)\n", "safe safe safe"),
        ("#define G _IOW(0x64, 1, struct a)\n", "safe safe safe"),
        ("#define G _IOW('w', 1, struct a)\n", "breaks depends safe"),
        ("#define G(n) _IOW('w', n, struct a)\n", "breaks depends safe"),
        (
            "#define G _IOW('d', 1, struct a)\n#define H _IOW('w', 1, struct a)\n",
            "breaks depends safe",
        ),
    ],
)
def test_drm_takes_other_sizes_of_its_own_ioctls(macros, found):
    texts = (f"@ drm/x.h\n{TYPES}{record}{macros}" for record in (ARGUMENT, LONGER))
    old, new = texts
    found_lines = lines(compared((old, new), ("x86_64",)), ("x86_64",))
    assert found_lines == (f"record-grown struct a {found}",)
