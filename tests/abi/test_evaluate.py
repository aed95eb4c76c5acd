"""Constant expressions: values and types, judged by compilers for every target."""

from __future__ import annotations

import random

import pytest

from abi.evaluate import Value
from abi.target import TARGETS, Target
from headers.verify.compiler import Compiler, clang_for, compilers_for
from tests.conftest import do_without
from tests.oracle.judge import FIRST, head_of, surface_of
from tests.oracle.scalars import must_be_installed

pytestmark = pytest.mark.oracle

HEAD = """
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned long long u64;
enum small { ONE = 1, TWO, MINUS = -1 };
enum large { HUGE_ONE = 0x123456789ULL, HUGE_TWO };
enum edge { EDGE = 0xffffffff, LOW = 1 };
enum below { BELOW = -1, ABOVE = 0x80000000u, LOW_TOO = 2 };
enum chained { FIRST = 5, SECOND = FIRST << 2, THIRD = SECOND | ONE, FOURTH };
struct s { u8 a; u64 b; struct { u16 c[4]; u8 d; } e[3]; int bits:5; };
extern u8 object[7];
"""

LITERALS = r"""
0 1 2147483647 2147483648 4294967295 4294967296 9223372036854775807
0x7fffffff 0x80000000 0xffffffff 0x100000000 0x7fffffffffffffff 0x8000000000000000
0xffffffffffffffff 017777777777 020000000000 037777777777 01777777777777777777777
0u 1U 4294967295u 4294967296u 1l 1L 2147483648l 1ul 1LU 4294967296ul 1ll 1LL 1ull 1LLU 1uLL
0x80000000l 0x80000000u 0x80000000ll 0b101 0B11111111111111111111111111111111 00 0x0
'a' '0' '\n' '\0'
'\377' '\x41' '\xff' '\'' '\\' '\"' '\?' '\a' '\b' '\f' '\r' '\t' '\v'
'ab' 'abc' 'abcd' '\377\377' u'a' U'a' u'\xffff'
""".split()  # noqa: SIM905

OPERATORS = [
    "1 + 2 * 3", "(1 + 2) * 3", "7 / 2", "-7 / 2", "-7 % 2", "7 % -2", "1 - 2", "1u - 2", "-1",
    "- 1u", "-1 < 0u", "-1L < 0u", "-1LL < 0u", "-1 < 0ul", "-1L < 0ul", "-1LL < 0ul",
    "-1 > 0x80000000", "~0", "~0u", "~0ul", "~0ull", "!0", "!5", "!0ull", "+5u", "-(1 << 3)",
    "~(1u << 31)", "1 << 31 >> 31 == -1", "1u << 31", "1u << 31 >> 31", "1ull << 63",
    "1ull << 32 | 1", "-8 >> 1", "-8 >> 1u", "1 << 3ull", "(u8)1 << 8", "'a' << 1", "0xffu & ~0x0f",
    "5 & 3 | 4 ^ 1", "5 ^ 5", "1 || 0", "0 || 0", "1 && 2", "0 && 1", "1 || 1 / 0", "0 && 1 / 0",
    "1 == 1u", "1 != 2", "3 >= 3", "1 ? 2 : 3u", "0 ? 2ull : -1", "1 ? -1 : 0u", "1 ? -1 : 0ul",
    "1 ? 'a' : 2L", "0 ? 1 : 2 ? 3 : 4", "1 ? (u8)5 : (u16)6", "ONE ? ONE : TWO",
    "(1 ? -1 : 0u) > 0",
]  # fmt: skip

CASTS = [
    "(u8)300", "(signed char)200", "(short)0x8000", "(u16)-1", "(int)0xffffffff", "(unsigned)-1",
    "(long)-1", "(unsigned long)-1", "(long)0xffffffffffffffff", "(u64)-1",
    "(long long)0x80000000u", "(_Bool)5", "(_Bool)0", "(_Bool)256", "(char)200 < 0", "(char)200",
    "(u8)-1 + 1", "(u8)(255 + 1)", "-(u8)1", "~(u8)0", "!(u8)5", "+(short)5", "(u64)1 << 40",
    "(int)(u8)-1", "(enum small)1", "(unsigned long)(int)-1", "(u64)(unsigned)-1",
    "(u64)(int)0x80000000", "(__typeof__(1ull))-1", "(const int)5", "(signed)5u - 6",
]  # fmt: skip

TYPES = [
    "sizeof(int)", "sizeof(long)", "sizeof(void *)", "sizeof(struct s)", "sizeof(enum small)",
    "sizeof(enum large)", "sizeof(enum edge)", "sizeof(u8[7])", "sizeof(int (*)[3])",
    "sizeof(1 + 1ull)", "sizeof('a')", "sizeof(\"abc\")", "sizeof(\"a\\0b\\x41\")",
    "sizeof((u8)1)", "sizeof((u8)1 + (u8)1)", "sizeof(((struct s *)0)->e)",
    "sizeof(((struct s *)0)->e[1].c[2])", "sizeof object", "sizeof(object[1])",
    "sizeof(1 ? (u8)1 : (u8)2)", "sizeof(-(u8)1)", "sizeof(!1ull)", "sizeof(1ull << 3)",
    "sizeof(1 << 3ull)", "sizeof(1 == 1ull)", "sizeof(1 / 0)", "sizeof(char) - 2 > 0",
    "_Alignof(u64)", "_Alignof(struct s)", "__alignof__(u64)", "__alignof__(u8[3])",
    "__alignof__(struct s)", "sizeof(void)", "sizeof(_Bool)", "sizeof(long double)",
    "_Alignof(long double)", "sizeof(u8[sizeof(int) * 2])", "__builtin_offsetof(struct s, b)",
    "__builtin_offsetof(struct s, e)", "sizeof(&object)", "__builtin_offsetof(struct s, e[2].c[1])",
    "__builtin_offsetof(struct s, e[1].d)", "(unsigned long)&((struct s *)0)->b",
    "(unsigned long)&((struct s *)16)->e[1].d", "(char *)&((struct s *)0)->e - (char *)0",
    "sizeof(__typeof__(object))", "sizeof(*(struct s *)0)", "sizeof(object) / sizeof(object[0])",
    "sizeof(struct { u8 a; u16 b; })", "sizeof(union { u8 a[3]; u16 b; })",
]  # fmt: skip

ENUMERATORS = """
ONE TWO MINUS HUGE_ONE HUGE_TWO EDGE ABOVE FIRST SECOND THIRD FOURTH ONE+HUGE_TWO
 MINUS<0u
EDGE>>31 ~ONE
""".split()  # noqa: SIM905

ONLY_CLANG = ["L'a'", "L'\\xff'", "LOW", "BELOW", "LOW_TOO"]
"""wchar_t: long to gcc for some; before GCC 13, enumerators that fit were int in any enum."""

KINDS = (
    "int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long", "char",
    "signed char", "unsigned char", "short", "unsigned short", "_Bool",
)  # fmt: skip
GENERIC = ", ".join(f"{kind}: {n}" for n, kind in enumerate(KINDS))


def compared(expressions: list[str], target: Target, compiler: Compiler) -> dict[str, object]:
    """Expressions that uapi and the compiler do not agree about."""
    surface = surface_of(HEAD + head_of(expressions), target)
    types = [f"_Generic(({e}), {GENERIC})" for e in expressions]
    answers = compiler.numbers(expressions + types)
    different: dict[str, object] = {}
    for n, expression in enumerate(expressions):
        theirs = answers[n], KINDS[answers[len(expressions) + n]]
        found = surface.constant(f"E{n}")
        named = getattr(getattr(found, "type", None), "name", "")
        said = (found.value, named) if isinstance(found, Value) else found
        if said != theirs:
            different[expression] = said, theirs
    return different


VERIFIED = [name for name, target in TARGETS.items() if target.judge]


def compilers(target: Target) -> list[Compiler]:
    found = compilers_for(target, HEAD)
    if not found and must_be_installed(target):
        do_without(f"no compiler for {target.name}")
    if not found:
        pytest.skip(f"no gcc for {target.name}")
    return found


@pytest.mark.parametrize("target", VERIFIED)
@pytest.mark.parametrize("group", ["LITERALS", "OPERATORS", "CASTS", "TYPES", "ENUMERATORS"])
def test_compilers_agree(group: str, target: str) -> None:
    for compiler in compilers(TARGETS[target]):
        assert compared(globals()[group], TARGETS[target], compiler) == {}


@pytest.mark.parametrize("target", FIRST)
def test_clang_agrees(target: str, clang: str) -> None:
    skipped = {"L'a'", "L'\\xff'"} if TARGETS[target].wchar_type == "long" else set()
    asked = [e for e in ONLY_CLANG if e not in skipped]
    assert compared(asked, TARGETS[target], clang_for(clang, TARGETS[target], HEAD)) == {}


def random_expression(draw: random.Random, depth: int) -> str:
    if depth == 0 or draw.random() < 0.15:
        number = draw.choice((0, 1, 2, 7, 200, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**62))
        plain = draw.choice((f"{number}", hex(number))) + draw.choice(("", "u", "l", "ul", "ull"))
        return draw.choice((plain, plain, "'a'", "ONE", "MINUS", "ABOVE", "EDGE", "sizeof(long)"))
    a, b, c = (random_expression(draw, depth - 1) for _ in range(3))
    cast = draw.choice(("u8", "short", "int", "unsigned", "long", "u64", "_Bool", "signed char"))
    return draw.choice(
        (
            f"({a} {draw.choice(('+', '-', '*', '/', '%', '&', '|', '^'))} {b})",
            f"({a} {draw.choice(('<', '>', '<=', '>=', '==', '!=', '&&', '||'))} {b})",
            f"({a} {draw.choice(('<<', '>>'))} {draw.randint(0, 31)})",
            f"({a} ? {b} : {c})",
            f"({cast}){a}",
            f"{draw.choice(('-', '~', '!', '+'))} {a}",
            f"sizeof({a})",
        )
    )


@pytest.mark.parametrize("target", VERIFIED)
def test_random_expressions(target: str) -> None:
    draw = random.Random(5)
    everything = [random_expression(draw, 3) for _ in range(400)]
    asked = compilers(TARGETS[target])
    for compiler in asked:  # not 1 / 0, not 1 << 31 << 1
        everything = compiler.integers(everything)
    assert len(everything) > 150
    for compiler in asked:
        assert compared(everything, TARGETS[target], compiler) == {}


@pytest.mark.parametrize(
    "expression",
    ["1 / 0", "5 % 0", "1 << 32", "1 << -1", "1ull << 64", "unknown", "f(1)", "(1, 2)", "object[1]",
     "sizeof(struct nowhere)", "1.5", "\"abc\"", "L\"abc\"", "sizeof(L\"abc\")",
     "((struct s *)0)->b", "-", "1 +", "'\\q'",
     "__builtin_offsetof(struct s, nothing)", "99999999999999999999999999999999999999999"],
)  # fmt: skip
def test_no_constant(expression: str) -> None:
    surface = surface_of(HEAD + head_of([expression]), TARGETS["x86_64"])
    assert not isinstance(surface.constant("E0"), Value)
