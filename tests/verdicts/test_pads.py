"""``pad`` is a word for padding, and for what one touches: the member's own words tell."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import row, said

REAL = "struct s { int x; int pad; /* touch pad number */ };"
FILLER = "struct s { int x; int pad; };"
ROWS = {
    "a touch pad is renamed": row(
        REAL, "struct s { int x; int y; };", "member-renamed struct s.pad safe safe breaks"
    ),
    "a touch pad is padding now": row(
        REAL, "struct s { int x; int pad2; };",
        "member-retired struct s.pad depends depends breaks",
    ),
    "padding has a name now": row(
        FILLER, "struct s { int x; int y; };", "reserved-reused struct s.y depends depends depends"
    ),
    "padding that is explained": row(
        "struct s { int x; int pad; /* keep the size on all targets */ };",
        "struct s { int x; int y; };", "reserved-reused struct s.y depends depends depends",
    ),
    "padding is called otherwise": row(
        FILLER, "struct s { int x; int pad2; };", "filler-renamed struct s.pad safe safe depends",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found
