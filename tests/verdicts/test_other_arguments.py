"""Ioctls that keep their number and have another argument, however it is named."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

RECORDS = "struct a { __u32 x, y; }; struct b { __u32 p, q; };\n"
OTHER = "ioctl-argument-changed G {0} {0} {0}"


def _other(
    macro: str, verdict: str = "depends", records: str = RECORDS, more: tuple[str, ...] = ()
):
    """A macro of struct a, and then of struct b."""
    return row(
        records + macro, records + macro.replace("struct a", "struct b"), OTHER.format(verdict),
        *more,
    )  # fmt: skip


VIA = ("function-macro-changed A depends depends depends",)
ROWS = {
    "a plain one": _other("#define G _IOW('t', 1, struct a)"),
    "with a parameter": _other("#define G(n) _IOW('t', n, struct a)"),
    "by _IOC": _other("#define G(n) _IOC(1U, 't', n, sizeof(struct a))"),
    "an array": _other("#define G(n) _IOW('t', 1, struct a[n])"),
    "a size that is computed": _other("#define G _IOC(1U, 't', 1, 3 * sizeof(struct a))"),
    "and with a parameter": _other("#define G(n) _IOC(1U, 't', 1, (n) * sizeof(struct a))"),
    "a number that is added": _other("#define G(n) (_IOW('t', 0, struct a) + (n))"),
    "by way of another macro": _other(
        "#define W(n, t) _IOW('t', n, t)\n#define G(n) W(n, struct a)"
    ),
    "a macro for the argument": _other("#define A struct a\n#define G _IOW('t', 1, A)", more=VIA),
    "and with parameters": _other("#define A struct a\n#define G(n) _IOW('t', n, A)", more=VIA),
    "a record that is read as another": _other(
        "#define G(n) _IOW('t', n, struct a)", "breaks",
        "struct a { __u32 x, y; }; struct b { __u32 y, x; };\n",
    ),
    "of an enumerator": _other("enum { G = _IOW('t', 1, struct a) };"),
    "of an enumerator, by way of a macro": _other(
        "#define A struct a\nenum { G = _IOW('t', 1, A) };", more=VIA
    ),
    "of an enumerator, with a size that is computed": _other(
        "enum { G = _IOC(1U, 't', 1, 3 * sizeof(struct a)) };"
    ),
    "of an enumerator, that is another number": row(
        "enum { G = _IOW('t', 1, __u32) };", "enum { G = _IOW('t', 1, float) };",
        "ioctl-argument-changed G breaks breaks depends",
    ),
    "of an enumerator that is a macro now": row(
        RECORDS + "enum { G = _IOW('t', 1, struct a) };",
        RECORDS + "#define G _IOW('t', 1, struct b)", OTHER.format("depends"),
    ),
    "of an enumerator, in other words": row(
        f"{RECORDS}typedef struct a a_t;\nenum {{ G = _IOW('t', 1, struct a) }};",
        f"{RECORDS}typedef struct a a_t;\nenum {{ G = _IOW(0x74, 1, a_t) }};",
    ),
    "a typedef of the same record": row(
        f"{RECORDS}typedef struct a a_t;\n#define G(n) _IOW('t', n, struct a)",
        f"{RECORDS}typedef struct a a_t;\n#define G(n) _IOW('t', n, a_t)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
