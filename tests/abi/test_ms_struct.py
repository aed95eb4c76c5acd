"""Records with ``ms_struct``, judged by gcc."""

from __future__ import annotations

import random

import pytest

from abi.target import TARGETS
from tests.abi.test_layout import by_all
from tests.oracle.judge import gcc_only

pytestmark = pytest.mark.oracle

MEMBERS = {
    "another_size": "char c:1; int i:1;",
    "one_size": "int a:3; unsigned b:29; int c:1;",
    "same_size_other_type": "long a:3; unsigned long b:2; long long c:60;",
    "char_behind": "int a:3; char b;",
    "int_behind_char": "char a; int b:3; char c;",
    "zero": "int a:3; int :0; int b:3;",
    "zero_first": "char a; int :0; char b;",
    "zero_other": "char a:3; int :0; char b:3; int :0;",
    "bool": "_Bool a:1; char b:1; short c:1; _Bool d:1;",
    "wide": "char a; long long b:3; double c; long long d;",
    "unnamed": "int :3; char a:1; int :20; short :3;",
    "user": "int a:3; int b:3 __attribute__((aligned(8))); char c __attribute__((aligned(16)));",
    "member_packed": "char a; int b:3 __attribute__((packed)); int c __attribute__((packed));",
    "inner": "char a; struct { char b:1; int c:1; } d; int e:1;",
    "exact": "char a; int b:16; int c:16; short d:16; char e:8;",
}


def _forms() -> str:
    text = []
    for name, members in MEMBERS.items():
        text.append(f"struct {name} {{ {members} }} __attribute__((ms_struct));")
        text.append(f"struct __attribute__((ms_struct, packed)) {name}_packed {{ {members} }};")
        text.append(f"union __attribute__((ms_struct)) {name}_union {{ {members} }};")
        text.append(
            f"#pragma pack(2)\nstruct {name}_two {{ {members} }} __attribute__((ms_struct));"
        )
        text.append("#pragma pack()")
    return "\n".join(text) + "\n"


def _random(count: int) -> str:
    draw = random.Random(7)
    text = []
    widths = {"_Bool": 1, "char": 8, "short": 16, "int": 32, "long long": 64}
    for n in range(count):
        members = []
        for m in range(draw.randint(2, 6)):
            ctype = draw.choice(list(widths))
            width = draw.choice(["", "", f":{draw.randint(1, widths[ctype])}", f":{widths[ctype]}"])
            name = f"m{m}" if draw.random() < 0.9 else ""
            members.append(f"{ctype} {name}{width};" if width else f"{ctype} m{m};")
            members += [f"{ctype} :0;"] if draw.random() < 0.15 else []
        on = draw.choice(["", "", ", packed", ", aligned(8)"])
        text.append(f"struct r{n} {{ {' '.join(members)} }} __attribute__((ms_struct{on}));")
    return "\n".join(text) + "\n"


@pytest.mark.parametrize("target", ["x86_64", "i386"])
@pytest.mark.parametrize("text", [_forms(), _random(300)], ids=["forms", "random"])
def test_as_gcc_lays_them_out(target: str, text: str, clang: str, gcc: str) -> None:
    found = gcc_only(text, TARGETS[target], clang, gcc)
    assert not found.faults
    assert found.counts["records"] > 50


def test_ignored_where_gcc_ignores_it(clang: str) -> None:
    for found in by_all(_forms(), "m68k", clang):
        assert not found.faults
