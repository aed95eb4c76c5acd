"""Which macros are constants, and with what value."""

from __future__ import annotations

import pytest

from abi.evaluate import Value
from abi.expression import Unevaluated
from abi.surface import ConstantString
from abi.target import TARGETS
from tests.oracle.judge import surface_of

X86 = TARGETS["x86_64"]


def test_a_macro_may_be_built_on_the_enumerator_of_its_name() -> None:
    """C11 6.10.3.4p2: in its own expansion a macro's name is no macro; so LAST is 2 - 1."""
    surface = surface_of("enum { FIRST, SECOND, LAST };\n#define LAST (LAST - 1)\n", X86)
    enumerator, macro = surface.enumerator("LAST"), surface.constant("LAST")
    assert isinstance(enumerator, Value)
    assert isinstance(macro, Value)
    assert (enumerator.value, macro.value) == (2, 1)


def test_the_last_definition_holds_wherever_a_macro_is_used() -> None:
    text = "#define A (B + 1)\n#define B 1\n#undef B\n#define B 5\n"
    found = surface_of(text, X86).constant("A")
    assert isinstance(found, Value)
    assert found.value == 6


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("((void *)0)", "an address, not an integer"),
        ("((void (*)(int))-1)", "an address, not an integer"),
        ("1.5", "a floating constant, not an integer"),
        ("undeclared", "'undeclared' is not declared as a constant"),
        ("sizeof(struct unknown)", "'struct unknown' is not defined"),
        ("1 / 0", "division by zero"),
        ("f(1)", "calls f()"),
        ("do { } while (0)", "not a constant expression"),
        ("__attribute__((packed))", "not a constant expression"),
        ("struct s", "not a constant expression"),
    ],
)
def test_what_is_no_constant_says_why(body: str, why: str) -> None:
    assert surface_of(f"#define M {body}\n", X86).constant("M") == Unevaluated(why)


@pytest.mark.parametrize(
    ("body", "text"),
    [('"TASKSTATS"', "TASKSTATS"), ('"a" "b"', "ab"), ('"/dev/" NAME', "/dev/kvm"), ('""', "")],
)
def test_strings(body: str, text: str) -> None:
    surface = surface_of(f'#define NAME "kvm"\n#define M {body}\n', X86)
    assert surface.constant("M") == ConstantString(text)
