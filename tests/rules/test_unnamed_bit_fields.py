"""A bit-field without a name holds nothing, and nobody can name it: what it moves is told."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unsigned a:3;", "unsigned a:3; unsigned :29;"),
        ("unsigned a:3; unsigned :4; unsigned c:1;", "unsigned a:3; unsigned :3, :1, c:1;"),
        ("unsigned a:3; unsigned :0; int c;", "unsigned a:3; int c;"),
    ],
)
@pytest.mark.parametrize("target", ["x86_64", "arm", "powerpc64"])
def test_where_only_padding_is_named(old, new, target):
    sides = tuple(f"struct s {{ {text} }};\n" for text in (old, new))
    assert compared(sides, (target,)) == []
    assert compared(sides[::-1], (target,)) == []


def test_where_the_record_gets_larger():
    """m68k has a record of one byte for three bits, and of four with the rest of an int."""
    old, new = "struct s { unsigned a:3; };\n", "struct s { unsigned a:3; unsigned :29; };\n"
    (found,) = compared((old, new), ("m68k",))
    assert (found.rule, found.message.partition(",")[0]) == (
        "record-grown",
        "grew from 1 to 4 bytes at its end",
    )
