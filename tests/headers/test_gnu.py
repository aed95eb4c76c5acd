"""Where GNU attributes may stand, and what they then apply to (GCC, "Attribute Syntax")."""

from __future__ import annotations

import pytest

from abi.layout import Layout
from abi.target import TARGETS
from headers.gnu import to_c11
from tests.oracle.judge import by_gcc, gcc_only, judge, surface_of

POSITIONS = {
    "after the body": (
        "struct s { char a; int b; } __attribute__((packed));",
        "a=0 b=1 size=5 align=1",
    ),
    "after the keyword": (
        "struct __attribute__((packed)) s { char a; int b; };",
        "a=0 b=1 size=5 align=1",
    ),
    "in both places": (
        "struct __attribute__((packed)) s { char a; int b; } __attribute__((aligned(4)));",
        "a=0 b=1 size=8 align=4",
    ),
    "two in one list": (
        "struct s { char a; int b; } __attribute__((aligned(8), packed));",
        "a=0 b=1 size=8 align=8",
    ),
    "two lists": (
        "struct s { char a; int b; } __attribute__((packed)) __attribute__((aligned(2)));",
        "a=0 b=1 size=6 align=2",
    ),
    "after a member's name": (
        "struct s { char a; int b __attribute__((packed)); int c; };",
        "a=0 b=1 c=8 size=12 align=4",
    ),
    "after an array's bound": (
        "struct s { char a; char b[3] __attribute__((aligned(4))); };",
        "a=0 b=4 size=8 align=4",
    ),
    "after one of two declarators": (
        "struct s { char a __attribute__((aligned(4))), b; char c __attribute__((aligned(4))); };",
        "a=0 b=1 c=4 size=8 align=4",
    ),
    "before all declarators, on one line with other members": (
        "struct s { char a; int b; __attribute__((aligned(8))) char c, d; char e; };",
        "a=0 b=4 c=8 d=16 e=17 size=24 align=8",
    ),
    "between type and name": (
        "struct s { char a; int __attribute__((packed)) b; char c; };",
        "a=0 b=1 c=5 size=6 align=1",
    ),
    "on a record inside of a record": (
        "struct s { char a; struct { char x; int y; } __attribute__((packed)) b; int c; };",
        "a=0 b=1 c=8 size=12 align=4",
    ),
    "on an anonymous union": (
        "struct s { char a; union { char x; short y; } __attribute__((aligned(4))); };",
        "a=0 x=4 y=4 size=8 align=4",
    ),
    "inside the record that a typedef names": (
        "typedef int __attribute__((aligned(8))) wide; struct s { char a; wide b; char c; };",
        "a=0 b=8 c=12 size=16 align=8",
    ),
    "after a typedef's name, lowering": (
        "typedef int narrow __attribute__((aligned(1))); struct s { char a; narrow b; };",
        "a=0 b=1 size=5 align=1",
    ),
    "with underscores": (
        "struct s { char a; int b; } __attribute__((__packed__, __aligned__(2)));",
        "a=0 b=1 size=6 align=2",
    ),
    "without an operand: the target's largest": (
        "struct s { char a __attribute__((aligned)); };",
        "a=0 size=16 align=16",
    ),
    "others change no layout": (
        "struct s { char a; int b __attribute__((deprecated)); } __attribute__((may_alias));",
        "a=0 b=4 size=8 align=4",
    ),
    "before others, for all declarators": (
        "struct s { char z; __attribute__((packed)) __attribute__((aligned(4))) int m[2], *c; };",
        "z=0 m=4 c=12 size=20 align=4",
    ),
    "in brackets, after the keyword": (
        "struct [[gnu::packed]] s { char a; int b; };",
        "a=0 b=1 size=5 align=1",
    ),
    "without the last semicolon": (
        "struct s { unsigned a:11; struct { char x; int y __attribute__((packed)) } b };",
        "a=0 b=2 size=8 align=4",
    ),
    "mode": (
        "typedef int half __attribute__((mode(HI))); struct s { char a; half b; };",
        "a=0 b=2 size=4 align=2",
    ),
}

CASES = pytest.mark.parametrize(("text", "expected"), POSITIONS.values(), ids=POSITIONS)


@CASES
def test_an_attribute_applies_to_what_it_stands_at(text: str, expected: str) -> None:
    layout = surface_of(text, TARGETS["x86_64"]).layout("struct s")
    assert isinstance(layout, Layout)
    members = [f"{m.name}={m.offset}" for m in layout.named()]
    assert " ".join([*members, f"size={layout.size}", f"align={layout.align}"]) == expected


@pytest.mark.oracle
@CASES
def test_compilers_say_so_too(text: str, expected: str, clang: str, gcc: str) -> None:
    for found in judge(text, TARGETS["x86_64"], clang, gcc):
        assert not found.faults


GCC_ONLY = {
    "behind a star: of the pointer, which packed takes away": (
        "struct s { char a; char *__attribute__((aligned(8))) b; } __attribute__((packed));",
        "a=0 b=1 size=9 align=1",
    ),
    "behind a star of a function pointer": (
        "struct s { char a; int (*__attribute__((aligned(16))) b)(int *); };",
        "a=0 b=16 size=32 align=16",
    ),
    "behind a star that is not the last": (
        "struct s { char a; char *__attribute__((aligned(16))) const *b; };",
        "a=0 b=8 size=16 align=8",
    ),
    "packed behind a star is nothing": (
        "struct s { char a; char *__attribute__((packed)) b; };",
        "a=0 b=8 size=16 align=8",
    ),
    "pragma pack within": (
        "struct s { char a;\n#pragma pack(1)\n int b; short c; int d; };",
        "a=0 b=1 c=5 d=7 size=11 align=1",
    ),
    "pragma pack behind an inner record": (
        "struct s { char a; struct { char x; int y; } b;\n#pragma pack(2)\n int c; };",
        "a=0 b=2 c=10 size=14 align=2",
    ),
    "the last of two on a typedef": (
        "typedef int t __attribute__((aligned(16))) __attribute__((aligned(2)));"
        "struct s { char a; t b; };",
        "a=0 b=2 size=6 align=2",
    ),
    "in brackets, of one member and of all": (
        "struct s { char a; [[gnu::packed]] int b; char c; int d [[gnu::aligned(8)]]; };",
        "a=0 b=1 c=5 d=8 size=16 align=8",
    ),
    "aligned on an enum is nothing": (
        "enum __attribute__((aligned(8))) e { A }; struct s { char a; enum e b; };",
        "a=0 b=4 size=8 align=4",
    ),
    "mode and vector_size of an object's type": (
        "typedef int h __attribute__((vector_size(16))); struct s { char a; h b; };",
        "a=0 b=16 size=32 align=16",
    ),
}
"""What clang reads otherwise."""


@pytest.mark.parametrize(("text", "expected"), GCC_ONLY.values(), ids=GCC_ONLY)
def test_an_attribute_applies_as_gcc_has_it(text: str, expected: str) -> None:
    test_an_attribute_applies_to_what_it_stands_at(text, expected)


@pytest.mark.oracle
@pytest.mark.parametrize(("text", "expected"), GCC_ONLY.values(), ids=GCC_ONLY)
def test_gcc_says_so_too(text: str, expected: str, clang: str) -> None:
    for name in ("x86_64", "i386", "m68k", "powerpc64"):
        assert not by_gcc(text, TARGETS[name], clang).faults, name


@pytest.mark.oracle
def test_the_later_of_two_alignments_holds_as_gcc_has_it(clang: str, gcc: str) -> None:
    text = "struct __attribute__((aligned(8))) s { char a; } __attribute__((aligned(4)));"
    assert not gcc_only(text, TARGETS["x86_64"], clang, gcc).faults


def test_lines_stay_where_they_are() -> None:
    text = "struct s {\n  int a\n  __attribute__((\n  packed));\n  int b; };"
    lines = to_c11(text).split("\n")
    assert len(lines) == 5
    assert lines[4] == "  int b; };"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("extern __inline__ int f(__const char *);", "extern inline int f(const char *);"),
        ("typedef __signed__ char x;", "typedef signed char x;"),
        ("__extension__ typedef long long x;", " typedef long long x;"),
    ],
)
def test_gnu_spellings_become_standard_ones(text: str, plain: str) -> None:
    assert to_c11(text) == plain


def test_an_attribute_in_a_string_is_text() -> None:
    text = 'static const char *s = "__attribute__((packed))";'
    assert "__attribute__((packed))" in to_c11(text)
