"""Enumerators that only count inside the kernel: programs get what they stand for by name."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines


def _enum(names: str) -> str:
    return f"@ linux/snmp.h\nenum {{ {names} }};\n"


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("LINUX_MIB_{}", "safe safe safe"),
        ("TCP_MIB_{}", "safe safe safe"),
        ("IPSTATS_MIB_{}", "breaks breaks depends"),
        ("ICMP6_MIB_{}", "breaks breaks depends"),
    ],
)
def test_counters(name, verdicts):
    """net/ipv4/proc.c prints names; IFLA_INET6_STATS is an array of all IPSTATS_MIB_."""
    a, b, c = (name.format(word) for word in ("INPKTS", "NEW", "OUTPKTS"))
    found = compared((_enum(f"{a} = 0, {c}"), _enum(f"{a} = 0, {b}, {c}")), ("x86_64",))
    assert f"enumerator-inserted {c} {verdicts}" in lines(found, ("x86_64",))


def test_another_header_may_hand_them_out():
    """The list is of one header's names."""
    sides = (
        _enum(n).replace("snmp", "other")
        for n in ("LINUX_MIB_A, LINUX_MIB_C", "LINUX_MIB_A, LINUX_MIB_B, LINUX_MIB_C")
    )
    (first, *_) = lines(compared(tuple(sides), ("x86_64",)), ("x86_64",))
    assert first == "enumerator-inserted LINUX_MIB_C breaks breaks depends"
