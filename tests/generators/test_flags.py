"""Which enums are flags."""

from __future__ import annotations

import pytest

from generators.flags import are_flags


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("caps", {"A": 1, "B": 2, "C": 4}, True),
        ("caps", {"NONE": 0, "A": 1, "B": 2, "C": 4, "ALL_MASK": 7}, True),
        ("caps", {"A": 1 << 3, "B": 1 << 9, "C": 1 << 63}, True),
        ("x_flags", {"A": 1}, True),
        ("x_flags", {"A": 1, "B": 2, "__X_MAX": 3}, True),
        ("kind", {"A": 1, "B": 2}, False),
        ("kind", {"A": 0, "B": 1, "C": 2, "D": 3, "E": 4}, False),
        ("kind", {"A": 1, "B": 2, "C": 4, "D": -1}, False),
        ("kind", {"A": 1, "B": 2, "C": 4, "SAME": 4}, False),
        ("x_flags", {"ZERO": 0}, False),
        ("kind", {}, False),
    ],
)
def test_flags_are_distinct_single_bits(name: str, values: dict[str, int], expected: bool) -> None:
    assert are_flags(name, values.items()) is expected
