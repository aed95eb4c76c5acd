"""Spelled types and expressions are C that means the same."""

from __future__ import annotations

import re

import pytest

from abi.ctype import CType
from abi.declarations import Prototype, Typedef, Variable
from abi.evaluate import Value
from abi.spelling import spell, spell_expression
from abi.target import TARGETS
from headers.parse import parse_expression, parse_piece
from tests.conftest import Trees
from tests.oracle.ours import kvm_surface

KNOWN = frozenset({"__u8", "__u32", "__u64"})


def _type(text: str) -> CType:
    (declared,) = parse_piece(text, KNOWN, 0)
    assert isinstance(declared.declaration, Typedef | Variable | Prototype)
    return declared.declaration.type


@pytest.mark.parametrize(
    "declaration",
    [
        "int name",
        "unsigned long long name",
        "__u8 name[6]",
        "__u8 name[]",
        "__u8 name[2][N + 1]",
        "struct kvm_regs *name",
        "const char *name",
        "char *const name",
        "const char *const *volatile name",
        "const __u8 name[4]",
        "int *name[3]",
        "int (*name)[3]",
        "int (*name)(void)",
        "int (*name[2])(int a, const char *)",
        "int name(void)",
        "void *name(struct s *s, ...)",
        "int (*name(int))(void)",
        "void (**name)(int)",
        "typeof(sizeof(int)) name",
    ],
)
def test_declarations_are_spelled_as_c_declares_them(declaration: str) -> None:
    assert spell(_type(f"extern {declaration};"), "name") == declaration


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3",
        "(1 + 2) * 3",
        "1 - (2 - 3)",
        "1 - 2 - 3",
        "a << 8 | b",
        "(a & 15) == b",
        "- -1",
        "+ +1",
        "-~-1",
        "& &a",
        "!(a && b)",
        "~0ULL",
        "(__u32)-1",
        "(__u8)(a + 1)",
        "-(__u8)1",
        "(__u64)(__u32)a",
        "a ? b : c ? d : e",
        "(a ? b : c) ? d : e",
        "a ? b ? 1 : 2 : 3",
        "sizeof(struct s)",
        "sizeof(a[0]) * 2",
        "((struct s *)0)->b.c[2]",
        "(long)&((struct s *)0)->b",
        "(*p).b",
        "*p[1]",
        "offsetof(struct s, b.c[1])",
        "_Alignof(struct s)",
        "'a' | 0x40UL",
        "f(a, b + 1)",
        '"text"',
    ],
)
def test_expressions_have_the_parentheses_that_c_asks_for(text: str) -> None:
    assert spell_expression(parse_expression(text, KNOWN)) == text


@pytest.mark.parametrize("version", ["5.16.2", "7.2.0"])
def test_macros_of_kvm_mean_the_same_when_read_again(version: str, trees: Trees) -> None:
    surface = kvm_surface(trees(version), TARGETS["x86_64"])
    typedefs = {key.removeprefix("typedef ") for key in surface.keys("typedef")}
    count = 0
    for name in surface.declarations.macros():
        expression = surface.declarations.expression(name)
        if isinstance(surface.constant(name), Value):
            text = spell_expression(expression)
            used = typedefs.intersection(re.findall(r"\w+", text))
            assert parse_expression(text, frozenset(used)) == expression
            count += 1
    assert count > 500
