"""A compiler's preprocessor and pcpp give the same surface."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.preprocess.engine import choose_engine
from headers.sources.tree import Tree
from headers.verify.said import statement
from tests.conftest import Trees
from tests.header_trees import VERSIONS
from tests.oracle import ours

pytestmark = pytest.mark.usefixtures("gcc")


def same(by_cc: Surface, by_pcpp: Surface) -> None:
    cc, pcpp = by_cc.declarations, by_pcpp.declarations
    assert set(cc.keys()) == set(pcpp.keys())
    for key in cc.keys():
        assert cc.get(key) == pcpp.get(key)
        assert cc.location(key) == pcpp.location(key)
    assert list(cc.macros()) == list(pcpp.macros())
    for name in cc.macros():
        assert cc.macro(name) == pcpp.macro(name)
        assert cc.macro_location(name) == pcpp.macro_location(name)
    assert statement(by_cc) == statement(by_pcpp)
    assert cc.diagnostics() == pcpp.diagnostics()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("target", ["x86_64", "s390x"])
def test_kvm_headers(version: str, target: str, trees: Trees) -> None:
    source = trees(version)
    by_cc, by_pcpp = (
        ours.kvm_surface(source, TARGETS[target], choose_engine(name)) for name in ("cc", "pcpp")
    )
    assert len(list(by_cc.keys())) > 150
    same(by_cc, by_pcpp)


Both = Callable[[str], tuple[Surface, Surface]]


@pytest.fixture
def both(tmp_path: Path) -> Both:
    def read(text: str) -> tuple[Surface, Surface]:
        (tmp_path / "x.h").write_text(text)
        tree = Tree("x.h", (tmp_path,), only=("x.h",))
        target = TARGETS["x86_64"]
        cc, pcpp = (load(tree, target, engine=choose_engine(name)) for name in ("cc", "pcpp"))
        return cc, pcpp

    return read


CASES = {
    "space in directives": (
        "#define  A\t1\n  # define B  A  +  2\n struct s { int x;\n\t#define C 3\n};"
    ),
    "strings keep their space": '#define S "a  b\\"  ##  c"\n#define T \' \'\nstruct s { int a; };',
    "continued lines": (
        "#define A (1 +  \\\n\t 2 + /* three\n lines */ \\\n 3)\nstruct s { char c[A]; };"
    ),
    "pasting": "#define P(a,b) a##b\n#define Q(a, b)  a  ##  b\nint P(x, y); int Q(x, 1);",
    "stringizing": "#define P(a) #a\n#define X P( 1 + 2 )\nstruct s { char c[sizeof(X)]; };",
    "undefined again": "#define A 1\n# undef A\n#define B 2\n #undef  C\nstruct s { int a; };",
    "named variadic": (
        "#define G(TAG, MEMBERS...) union { struct { MEMBERS }; struct TAG { MEMBERS } n; }\n"
        "struct s { G(t, int a; int b, c;); };"
    ),
    "variadic": "#define L(n, ...) enum n { __VA_ARGS__ };\nL(e, A, B = 4, C)\nL(f, D)",
    "far away": "struct a { int x; };" + "\n" * 40 + "struct b { int y; };\n#define Z 1\n",
    "lines inside": "struct a {\n/* 1\n2\n3 */ int x;\n" + "\n" * 20 + "int y;\n};\nenum { E };",
    "conditions": (
        "#if defined(__x86_64__) && __GNUC__ >= 4 && !defined __arm__\n#define A 1ULL\n#elif 1\n"
        "#define A 2\n#else\n#error no\n#endif\n#if A > 0 && 'a' == 97\nenum e { X = A };\n#endif\n"
    ),
    "suffixes": (
        "#define A 1ULL\n#if A << 40 > 5llu && 1UL && 2LL == 0x2ul && 0xFFFFFFFFFFFFFFFF > 0\n"
        "int yes;\n#else\nint no;\n#endif\n#if -1 > 0ull\nint wraps;\n#endif\n"
        "#if 0777777777777777777777 > 0 && 010LL == 8 && !0L\nint octal;\n#endif\n"
    ),
    "pragma pack": "#pragma pack(push, 1)\nstruct p { char c; int i; };\n#pragma pack(pop)\nint x;",
    "recursive": "#define f(x) (x + f(x))\n#define A f(1)\n#define B B\nenum { f0 = 1 };",
}


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str, both: Both) -> None:
    same(*both(CASES[case]))
