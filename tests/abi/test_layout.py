"""Layouts of all kinds of records, judged by compilers for every target."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.expression import Unevaluated
from abi.layout import Layout
from abi.target import TARGETS
from headers.verify.compiler import compilers_for
from headers.verify.said import Record, statement
from tests.conftest import do_without
from tests.generators.test_random import _header as random_header
from tests.oracle import judge as oracle
from tests.oracle.judge import FIRST, gcc_only, judge, surface_of
from tests.oracle.scalars import as_seen_by, must_be_installed

pytestmark = pytest.mark.oracle
HERE = Path(__file__).parent


COMPILED = [name for name, target in TARGETS.items() if target.judge and name != "csky"]
NAMES_BY = TARGETS["x86_64"]
"""Clang tells the names of a text for targets that it does not know, too."""


def by_all(text: str, name: str, clang: str) -> list[oracle.Findings]:
    """Findings of every compiler of a target that is installed, each about its own ABI."""
    target = TARGETS[name]
    teller = oracle.clang_for(clang, NAMES_BY, text)
    asked = compilers_for(target, text)
    if not asked and must_be_installed(target):
        do_without(f"no compiler for {name}")
    if not asked:
        pytest.skip(f"no gcc for {name}")
    return [
        oracle.findings(oracle.surface_of(text, as_seen_by(compiler, target)), compiler, teller)
        for compiler in asked
    ]


@pytest.mark.parametrize("target", COMPILED)
def test_compilers_agree(target: str, clang: str) -> None:
    for found in by_all((HERE / "layouts.h").read_text(), target, clang):
        assert not found.faults
        assert found.counts["records"] > 90
        assert found.counts["members"] > 250


UNTYPED = """
struct three { int a:3; };
struct nine { short a:9; short b:9; };
struct forty { char a; long long b:40; };
struct half { int a:16; };
struct half_later { char a; int b:16; };
struct half_unnamed { int :16; char a; };
struct whole { int a:32; int b:32; long long c:64; };
struct after_zero { char a; int :0; char b; };
struct after_zero_bits { int a:3; int :0; int b:3; char :0; int c:3; };
struct packed_half { char a; int b:16; int c:3; } __attribute__((packed));
struct packed_zero { char a; int :0; char b; } __attribute__((packed));
struct raised { char a; int b:5 __attribute__((aligned(4))); char c; };
struct bool_bit { _Bool a:1; unsigned b:31; unsigned long long c:33; };
union joined { int a:3; int b:16; char c; };
#pragma pack(1)
struct pragma_half { char a; int b:16; int :0; char c; };
#pragma pack()
"""


@pytest.mark.parametrize("target", ["m68k", "x86_64", "arm", "hexagon", "sparc"])
def test_bit_fields_whose_type_may_not_matter(target: str, clang: str) -> None:
    for found in by_all(UNTYPED, target, clang):
        assert not found.faults
        assert found.counts["members"] > 30


SHORT = """
enum one { A, B = 255 };
enum two { C = 256, D };
enum signed_one { E = -128, F = 127 };
enum four { G = 65536 };
enum eight { H = 1ull << 40 };
struct s { char a; enum one b; enum two c; enum signed_one d; enum four e; enum eight f; };
"""


@pytest.mark.parametrize("target", ["hexagon", "x86_64", "m68k"])
def test_enums_as_small_as_their_values(target: str, clang: str) -> None:
    for found in by_all(SHORT, target, clang):
        assert not found.faults
        assert found.counts["members"] == 6


def test_csky_by_sizes(clang: str) -> None:
    """Clang parses for it and writes no objects, so that bit-fields cannot be seen."""
    text = (HERE / "layouts.h").read_text()
    compiler = compilers_for(TARGETS["csky"], text)[0]
    surface = oracle.surface_of(text, as_seen_by(compiler, TARGETS["csky"]))
    said = statement(surface).records
    own = {n: (r.size, r.align) for n, (_, r) in said.items() if isinstance(r, Record)}
    sizes = compiler.numbers([f"sizeof({name})" for name in own])
    aligns = compiler.numbers([f"_Alignof({name})" for name in own])
    assert dict(zip(own, zip(sizes, aligns, strict=True), strict=True)) == own
    assert len(own) > 90


ONLY_GCC = """
typedef unsigned int raised __attribute__((aligned(16)));
struct bits_of_raised { char a; raised b:20; char c; };
"""


@pytest.mark.parametrize("target", ["x86_64", "i386"])
def test_gcc_where_clang_differs(target: str, clang: str, gcc: str) -> None:
    """GCC takes the alignment of a bit-field's type from its typedef, clang does not."""
    found = gcc_only(ONLY_GCC, TARGETS[target], clang, gcc)
    assert not found.faults
    assert found.counts["members"] == 3


C23 = """
enum narrow : unsigned char { N_A, N_B = 200 };
enum wide : unsigned long long { W_A = 1, W_B = 1ULL << 40 };
enum : short { S_A = -1 };
struct s { char a; enum narrow b; enum wide c; enum narrow d:3; };
"""


@pytest.mark.parametrize("target", FIRST)
def test_enums_of_a_given_type(target: str, clang: str) -> None:
    """C23, which GCC has had since 13."""
    (found,) = judge(C23, TARGETS[target], clang)
    assert not found.faults
    assert found.counts["enumerators"] == 5


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("target", COMPILED)
def test_random_records(target: str, seed: int, clang: str) -> None:
    for found in by_all(random_header(seed, 150), target, clang):
        assert not found.faults
        assert found.counts["members"] > 1000


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("int d[]; int z;", "'d' is not at its end"),
        ("int n : 33;", "'n' has more bits than its type"),
        ("int n; int n;", "two members 'n'"),
        ("void n;", "'n' is void"),
    ],
)
def test_what_no_compiler_takes(member, reason):
    found = surface_of(f"struct s {{ int a; {member} }};", TARGETS["x86_64"]).layout("struct s")
    assert isinstance(found, Unevaluated)
    assert reason in found.reason


@pytest.mark.parametrize(
    "member", ["int d[];", "struct { int n; int d[]; } in; int z;", "int n : 32;"]
)
def test_what_looks_alike_and_is_taken(member):
    found = surface_of(f"struct s {{ int a; {member} }};", TARGETS["x86_64"]).layout("struct s")
    assert isinstance(found, Layout)
