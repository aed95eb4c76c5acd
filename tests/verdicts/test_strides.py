"""Elements that are longer now lie elsewhere, unless the words on the array name a distance."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

HOLDER = "struct s {{\n\t__u32 entry_size;\n\t__u32 n;\n\tstruct e e[]; /* {} */\n}};"
GROWN = "record-grown struct e {} {} safe"


def _with(words: str, verdict: str, more: str = ""):
    old, new = (f"struct e {{ __u32 {m}; }};\n{HOLDER.format(words)}{more}" for m in ("a", "a, b"))
    return row(old, new, GROWN.format(verdict, verdict))


ROWS = {
    "a distance": _with("n elements, entry_size bytes apart", "depends"),
    "a stride": _with("their stride is entry_size", "depends"),
    "so many bytes each": _with("entry_size bytes each", "depends"),
    "no word of it": _with("the elements", "breaks"),
    "another record's member": _with("other_size bytes apart", "breaks"),
    "another array, of which nothing is said": _with(
        "entry_size bytes apart", "breaks", "\nstruct t { __u32 n; struct e all[4]; __u32 z; };"
    ),
    "another array at the end": _with(
        "entry_size bytes apart", "breaks", "\nstruct t { __u32 n; struct e all[]; };"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
