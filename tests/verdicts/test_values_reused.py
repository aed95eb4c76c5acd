"""Numbers that are given to another name, whatever both names are, and of whatever type."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

REUSED = "value-reused {} breaks breaks breaks"
NEW = "names-added text.h safe safe safe"
ROWS = {
    "another suffix": row(
        "#define F_SLEEP 0x10", "#define F_DREAM 0x10ULL", REUSED.format("F_SLEEP"),
    ),
    "the highest bit, signed and not": row(
        "#define F_SLEEP (1 << 31)", "#define F_DREAM (1U << 31)", REUSED.format("F_SLEEP"),
    ),
    "a macro's is an enumerator's": row(
        "#define F_SLEEP 2", "enum f { F_DREAM = 2 };", REUSED.format("F_SLEEP"), NEW,
    ),
    "an enumerator's is a macro's": row(
        "enum f { F_RUN = 1, F_SLEEP = 2 };", "enum f { F_RUN = 1 };\n#define F_DREAM 2",
        REUSED.format("F_SLEEP"),
    ),
    "of a name that has another value now": row(
        "#define F_RUN 1\n#define F_SLEEP 2",
        "#define F_RUN 1\n#define F_SLEEP 3\nenum f { F_DREAM = 2 };",
        "value-reused F_SLEEP breaks breaks depends", NEW,
    ),
    "of an enumerator that has another value now": row(
        "enum f { F_RUN = 1, F_SLEEP = 2 };",
        "enum f { F_RUN = 1, F_SLEEP = 3 };\n#define F_DREAM 2",
        "value-reused F_SLEEP breaks breaks depends", NEW,
    ),
    "the highest bit of a name that has another value now": row(
        "#define F_SLEEP (1 << 31)", "#define F_SLEEP 2\n#define F_DREAM (1U << 31)",
        "value-reused F_SLEEP breaks breaks depends", NEW,
    ),
    "the same name as an enumerator": row(
        "#define F_SLEEP 2", "enum f { F_SLEEP = 2 };",
        "macro-to-enumerator F_SLEEP safe safe depends", NEW,
    ),
    "a list of numbers of its own": row(
        "#define F_S_PEEK_ONE (1 << 0)",
        "#define F_S_KEY_GET 0x01\n#define F_S_KEY_PUT 0x02\n#define F_S_KEY_BOTH 0x03", NEW,
        "name-removed F_S_PEEK_ONE depends safe breaks",
    ),
    "bits of several words": row(
        "#define F_S_PEEK_ONE (1 << 0)",
        "#define F_S_KEY_GET 0x01\n#define F_S_KEY_PUT 0x02", NEW,
        REUSED.format("F_S_PEEK_ONE"),
    ),
    "another family": row(
        "#define F_SLEEP 2", "enum g { G_DREAM = 2 };", NEW,
        "name-removed F_SLEEP depends safe breaks",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
