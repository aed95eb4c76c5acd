"""The same bytes under a name that says another unit are another value."""

from __future__ import annotations

import pytest

from abi.rules.units import changed_unit
from tests.rules.pages import compared


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("timeout_ms", "timeout_us"),
        ("timeout_msecs", "timeout_ns"),
        ("delay_s", "delay_ms"),
        ("tv_usec", "tv_nsec"),
        ("tusec", "tmsec"),
        ("len_pages", "len_bytes"),
        ("size_kb", "size_mb"),
        ("rate_khz", "rate_hz"),
        ("supply_mv", "supply_uv"),
        ("temp_c", "temp_mc"),
        ("ms_to_wait", "us_to_wait"),
    ],
)
def test_another_unit(old, new):
    text = "struct s {{ int a; union {{ unsigned int {0}; int b; }}; }};\n#define X_{1} 5\n"
    sides = tuple(text.format(name, name.upper()) for name in (old, new))
    found = {f.rule: f.verdicts for f in compared(sides, ("x86_64",))}
    assert set(found) == {"member-renamed", "constant-renamed"}
    for given in found.values():
        values = given.old_program_new_kernel.value, given.new_program_old_kernel.value
        assert values == ("depends", "depends")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("timeout_ms", "timeout_msecs"),
        ("timeout", "timeout_us"),
        ("timeout_ms", "wait_ms"),
        ("a", "b"),
        ("x_m", "y_m"),
        ("arg_a", "arg_c"),
        ("offset_min", "offset_max"),
    ],
)
def test_no_other_unit(old, new):
    assert changed_unit(old, new) is None
