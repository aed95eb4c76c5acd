"""The quick parser of macros' expressions says what the C parser says."""

from __future__ import annotations

import pytest

from abi.expression import Binary, Unevaluated
from abi.target import TARGETS
from headers.constant import parse_constant
from headers.grammar import parse_any_expression
from headers.load import load
from headers.prepare import prepare
from headers.several import HeaderDeclarations
from headers.sources.spec import open_source
from tests.conftest import Trees

KNOWN = frozenset(("__u32", "__u64"))


@pytest.mark.parametrize(
    "text",
    [
        "f(1)", "f()", "(a)(b)", "((a)(b) << 1)", "f(g(1), 'a')", '"s"',
        '"a" "" "b\\n"', "sizeof(\"s\")", "__alignof__(long)", "a.b",
        "a->b[1].__u32", "((long)&((struct s *)0)->m)", "sizeof(((struct s *)0)->m[1])", "f(1)->a",
        "1", "0x7fULL", "'a'", "(1)", "-1", "~0U", "!x", "- - 1", "1 - -1",
        "a + b * c", "a * b + c", "a - b - c", "a << 1 | b >> 2 & c ^ d", "a && b || c",
        "a == b != c", "a < b <= c", "x ? 1 : y ? 2 : 3", "(x ? 1 : 2) + 3",
        "(__u32)1 << 2", "(__u32)(1 << 2)", "(unsigned long long)-1", "(__u32 *)0",
        "(const struct s *)0 == 0", "sizeof(__u64)", "sizeof(struct s) + 1", "sizeof(unsigned)",
        "sizeof(x)", "sizeof(bool)", "(x) - 1", "(__u32) - 1", "((((1))))", "&x == 0",
        "(union u **)1",
        "((1U) << (((0+8)+8)+14)) | ('f' << (0+8)) | (9 << 0) | ((sizeof(__u32)) << (0+8))",
    ],
)  # fmt: skip
def test_simple_ones(text: str) -> None:
    found = parse_constant(text, KNOWN)
    assert found is not None
    assert found == parse_any_expression(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "(1", "1)", "f(1,)", "a.1", "a->int", "a[1", "a++", "1[a]", r'"\q"', "1.5",
        "1e3", "a, b", "a = 1", "int", "(int)", "(int){1}", "sizeof x", "__u32", "if",
        "sizeof(int[2])", "a b", "++a", "(__u32[1])", "({ 1; })", "__inline__", "L'b'", "0x",
        "08", "f(int)", "x ? : 1",
    ],
)  # fmt: skip
def test_what_is_left_to_the_other(text: str) -> None:
    assert parse_constant(text, KNOWN) is None


def test_a_long_chain_and_a_deep_one() -> None:
    chain = "+".join(["1"] * 5000)
    assert isinstance(parse_constant(chain, KNOWN), Binary)
    assert isinstance(parse_constant("(" * 5000 + "1" + ")" * 5000, KNOWN), Unevaluated)


@pytest.mark.parametrize(("version", "target"), [("7.2.0", "x86_64"), ("6.3.8", "mips")])
def test_a_whole_tree(version: str, target: str, trees: Trees) -> None:
    declarations = load(open_source(str(trees(version))), TARGETS[target]).declarations
    assert isinstance(declarations, HeaderDeclarations)
    compared = 0
    for text, typedefs in declarations.main.expanded():
        found = parse_constant(text, typedefs)
        if found is not None:
            compared += 1
            assert found == parse_any_expression(text, typedefs), text
    assert compared > 7000


def test_what_another_process_reads_is_the_same(
    trees: Trees, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headers.prepare.can_share", lambda: True)
    tree, target = open_source(str(trees("7.2.0"))), TARGETS["arm"]
    ahead, lazy = load(tree, target).declarations, load(tree, target).declarations
    assert isinstance(ahead, HeaderDeclarations)
    prepare(ahead.main)
    for name in lazy.macros():
        assert ahead.expression(name) == lazy.expression(name), name
