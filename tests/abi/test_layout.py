"""Layouts of all kinds of records, judged by compilers for every target."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.target import TARGETS
from tests.generators.test_random import _header as random_header
from tests.oracle.judge import FIRST, gcc_only, judge

pytestmark = pytest.mark.oracle
HERE = Path(__file__).parent


@pytest.mark.parametrize("target", FIRST)
def test_compilers_agree(target: str, clang: str, gcc: str) -> None:
    for found in judge((HERE / "layouts.h").read_text(), TARGETS[target], clang, gcc):
        assert not found.faults
        assert found.counts["records"] > 90
        assert found.counts["members"] > 250


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
@pytest.mark.parametrize("target", FIRST)
def test_random_records(target: str, seed: int, clang: str) -> None:
    """Clang, for every target; what gcc says of such records is in tests/generators."""
    (found,) = judge(random_header(seed, 150), TARGETS[target], clang)
    assert not found.faults
    assert found.counts["members"] > 1000
