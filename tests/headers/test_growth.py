"""Reading costs no more than in proportion to a text, whatever the text is.

Calls are counted, and none of Python's own are within one; the seconds of the process are only
compared with a wide margin, for what goes on inside of one call.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from abi.rules.review import review
from abi.snapshot import snapshot
from abi.target import TARGETS
from tests.oracle.judge import surface_of

Text = Callable[[int], str]


def _lines(line: str, first: str = "", last: str = "") -> Text:
    """A line for each number `n`, with `m` the one before it."""
    return lambda count: "".join(
        [first, *(line.format(n=n, m=n - 1) for n in range(1, count)), last]
    )


FAMILIES: dict[str, tuple[int, Text]] = {
    "stars": (50, lambda n: f"typedef int ({'* ' * n}1)(void);\n"),
    "name_before_a_number": (2000, lambda n: f"extern int {'a' * n} 1;\n"),
    "name_behind_a_record": (2000, lambda n: f"struct s {{ int x; }} {'a' * n} 1;\n"),
    "names": (500, lambda n: f"extern int {'a ' * n} 1;\n"),
    "closing_brackets": (2000, lambda n: "]" * n + "\n"),
    "closing_braces": (2000, lambda n: "}" * n + "\n"),
    "parentheses": (100, lambda n: f"int {'(' * n}a{')' * n};\n"),
    "typedefs": (250, _lines("typedef t{m} t{n};\n", "typedef int t0;\n")),
    "enum": (250, lambda n: f"enum e {{ {', '.join(f'E{i}' for i in range(n))} }};\n"),
    "enum_each_on_the_last": (
        250,
        _lines("E{n} = E{m} + 1,\n", "enum e { E0,\n", "};\n"),
    ),
    "doubling_macros": (40, _lines("#define A{n} (A{m}+A{m})\n", "#define A0 1\n")),
    "macros_of_macros": (250, _lines("#define M{n} M{m}\n", "#define M0 1\n")),
    "pointers": (100, lambda n: f"typedef int {'*' * n}p;\n"),
    "arrays": (100, lambda n: f"extern char a{'[1]' * n};\n"),
    "records_in_records": (
        15,
        lambda n: "struct s { " + "struct { " * n + "int a; " + "} x; " * n + "};\n",
    ),
    "unions_in_unions": (
        15,
        lambda n: "struct s { " + "union { " * n + "int a; " + "}; " * n + "};\n",
    ),
    "choices": (100, lambda n: f"#define C ({'1?' * n}1{':1' * n})\n"),
    "records": (100, _lines("struct r{n} {{ struct r{m} *a; int b:3; }};\n")),
    "packs": (250, _lines("#pragma pack(push, 1)\nstruct p{n} {{ char a; int b; }};\n")),
    "flags": (200, _lines("#define X_FLAG_A{n} (1ULL << ({n} % 64))\n")),
    "flags_of_two_names": (200, _lines("#define X_{n}_FLAG_A {n}\n#define X_FLAGS_{n} {n}\n")),
    "masks": (100, _lines("#define X_FLAG_{n} 1\n#define X_MASK_{n} (X_FLAG_{n} | X_FLAG_{m})\n")),
    "includes": (250, lambda n: "#include <linux/types.h>\n" * n),
    "conditions": (60, lambda n: "#if 1\n" * n + "int a;\n" + "#endif\n" * n),
    "strings": (1000, lambda n: "#define S " + '"a" ' * n + "\n"),
    "attributes": (100, lambda n: f"struct s {{ int a; }} {'__attribute__((packed)) ' * n};\n"),
}  # fmt: skip


def counted(work: Callable[[], object]) -> int:
    """Calls of Python's functions, and of built-in ones, that some work makes."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def _cost(text: str) -> tuple[int, float]:
    """Calls, and seconds of this process, of reading and reviewing a text."""

    def work() -> None:
        surface = surface_of(text, TARGETS["x86_64"])
        snapshot(surface, spec="", tool="")
        review(surface)

    before = time.process_time()
    return counted(work), time.process_time() - before


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What is imported and compiled once."""
    _cost("struct s { int a; };\n#define A_FLAG_B 1\nenum { E };\n")


@pytest.mark.parametrize("family", FAMILIES)
def test_four_times_the_text_costs_less_than_eight_times(family: str) -> None:
    count, text = FAMILIES[family]
    own, _ = _cost("int nothing;\n")
    costs = [_cost(text(count * times)) for times in (1, 2, 4)]
    calls = [max(calls - own, 0) + 1000 for calls, _ in costs]
    assert calls[2] < 8 * calls[0], (calls, costs)
    assert costs[2][1] < 8 * costs[0][1] + 1, costs
