"""Macros that are no integers: what their text is to programs, and to the kernel."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import Row, row, said

RECORDS = "struct a { int x, y; }; struct b { int y, x; }; struct c { int x, y, z; };\n"
BREAKS, DEPENDS, SAFE = (f"{word} {word}" for word in ("breaks", "depends", "safe"))


def _text(old: str, new: str, found: str, before: str = "") -> Row:
    """A macro of two texts, behind some declarations."""
    name = old.partition("(")[0].partition(" ")[0]
    return row(
        f"{before}#define {old}", f"{before}#define {new}", f"function-macro-changed {name} {found}"
    )


ROWS = {
    # the type of a number
    "a sum of another type": _text("M(h) ((h) + 1)", "M(h) ((h) + 1U)", f"{SAFE} depends"),
    "a quotient": _text("M(h) ((h) / 4)", "M(h) ((h) / 4U)", f"{SAFE} depends"),
    "a shift that is wider": _text("M(h) (1U << (h))", "M(h) (1ULL << (h))", f"{SAFE} depends"),
    "the old text is in it": _text("M(h) (~(h))", "M(h) (~(__u64)(h))", f"{DEPENDS} depends"),
    "more is added": _text("M(h) ((h) + 1)", "M(h) ((h) + 1 + 1)", f"{DEPENDS} depends"),
    # names of types
    "another record": _text("T struct a", "T struct b", f"{BREAKS} breaks", RECORDS),
    "a longer one": _text("T struct a", "T struct c", f"{BREAKS} depends", RECORDS),
    "one more word of a type": _text(
        "T unsigned int", "T unsigned long int", f"{BREAKS} depends"
    ),
    "the other sign": _text("T __u32", "T __s32", f"{SAFE} depends"),
    "the other byte order": _text("T __be32", "T __le32", f"{BREAKS} breaks"),
    "an address of another record": _text(
        "T struct a *", "T struct b *", f"{DEPENDS} depends", RECORDS,
    ),
    "a type of the same bytes": _text(
        "T unsigned long", "T unsigned long long", f"{SAFE} safe"
    ),
    "a type with a parameter": _text(
        "T(n) struct a n", "T(n) struct b n", f"{DEPENDS} depends", RECORDS
    ),
    # what is no integer
    "another address": _text("P ((void *)1)", "P ((void *)2)", f"{BREAKS} depends"),
    "the same address": _text("P ((void *)-1)", "P ((void *)(-1))", f"{SAFE} safe"),
    "another floating-point number": _text("P 1.5", "P (2.5f)", f"{BREAKS} depends"),
    "elements change places": _text("P {1, 2}", "P {2, 1}", f"{DEPENDS} depends"),
    "a list that grew": _text("P {1, 2}", "P {1, 2, 3}", f"{SAFE} safe"),
    "another member": _text("M(p) ((p)->x)", "M(p) ((p)->y)", f"{DEPENDS} depends", RECORDS),
    "another statement": _text(
        "M(h) do { h = 1; } while (0)", "M(h) do { h = 2; } while (0)", f"{DEPENDS} depends"
    ),
    "another function": _text(
        "CALL f", "CALL g", f"{DEPENDS} depends", "int f(int); int g(int);\n"
    ),
    "another attribute": _text(
        "P __attribute__((aligned(4)))", "P __attribute__((aligned(8)))", f"{SAFE} depends"
    ),
    # masks
    "bits that are cut off": _text("M(h) ((h) & 0xf)", "M(h) ((h) & 0xff)", "depends safe depends"),
    "a number that is no mask": _text(
        "M(h) ((h) > 400 ? 1 : 2)", "M(h) ((h) > 400 ? 3 : 2)", f"{SAFE} depends"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
