"""What the plain reader reads, it reads as the C parser does."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from abi.target import TARGETS
from headers.cache import Cache
from headers.declarations import UnitDeclarations
from headers.grammar import parse_any
from headers.load import load
from headers.piece import Piece
from headers.plain import parse_plain
from headers.several import HeaderDeclarations
from headers.sources.spec import open_source
from headers.words import TOKEN

Trees = Callable[[str], Path]


def pieces_of(tree: Path, target: str) -> list[Piece]:
    surface = load(open_source(str(tree)), TARGETS[target], cache=Cache(enabled=False))
    declarations = surface.declarations
    assert isinstance(declarations, HeaderDeclarations)
    assert isinstance(declarations.main, UnitDeclarations)
    return declarations.main.to_parse()


@pytest.fixture(scope="module")
def pieces(trees: Trees) -> list[Piece]:
    return pieces_of(trees("7.2.0"), "x86_64")


def test_whole_trees_are_read_alike(trees: Trees, pieces: list[Piece]) -> None:
    every = dict.fromkeys([*pieces, *pieces_of(trees("6.3.8"), "mips")])
    found = {piece: parse_plain(*piece) for piece in every}
    assert [p[0] for p, one in found.items() if one is not None and one != parse_any(p)] == []
    assert sum(one is not None for one in found.values()) > 0.98 * len(every)


_WORDS = [
    "int",
    "const",
    "*",
    "(",
    ")",
    "{",
    "}",
    ";",
    ",",
    "[",
    "]",
    "=",
    "struct",
    "enum",
    "union",
    "x",
    "__u32",
    "3",
    ":",
    "__attribute__((packed))",
    "unsigned",
    "typedef",
    "volatile",
    "void",
    "long",
    "...",
    ".",
    "sizeof",
    "__extension__",
    "__attribute__((aligned(2)))",
]


def broken(text: str, draw: random.Random) -> str:
    """A text with a word or two taken out, put in, or exchanged."""
    words = [found[0] for found in TOKEN.finditer(text)]
    for _ in range(draw.randint(1, 2)):
        at, other = draw.randrange(len(words)), draw.randrange(len(words))
        match draw.randrange(3):
            case 0 if len(words) > 1:
                del words[at]
            case 1:
                words.insert(at, f" {draw.choice(_WORDS)} ")
            case _:
                words[at], words[other] = words[other], words[at]
    return "".join(words)


@pytest.mark.parametrize("seed", range(4))
def test_broken_text_is_read_alike_or_left_to_the_parser(pieces: list[Piece], seed: int) -> None:
    draw = random.Random(seed)
    short = [piece for piece in pieces if len(piece[0]) < 600]
    read = 0
    for _ in range(2500):
        text, typedefs, pack = draw.choice(short)
        piece = broken(text, draw), typedefs, pack
        found = parse_plain(*piece)
        if found is not None:
            read += 1
            assert found == parse_any(piece), piece[0]
    assert read > 100


@pytest.mark.parametrize(
    "text",
    [
        "struct a { int (*f)(void); };",
        "struct a { int b; } __attribute__((aligned));",
        "struct a { struct b const c; };",
        "enum a : unsigned char { A };",
        "struct a { struct b; };",
        "struct a { int b, };",
        "struct a { int b; }",
        "static int f(int (*g)(void));",
        "int f(void) __attribute__((mode(DI)));",
        "enum a { };",
        "",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(text: str) -> None:
    assert parse_plain(text, frozenset(), 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "static __inline__ __u32 *f(const struct a *b, int c[2], unsigned);",
        "int f(void);",
        "struct a { bool b; };",
        "bool f(bool b);",
        "extern const char *x[];",
        'static const struct { char *a; } x[] __attribute__((unused)) = { { "b" }, { 0, }, };',
        "__extension__ typedef unsigned long long __u64;",
        "struct a {\n __volatile__ __u32 b;\n struct { struct { } c;\n int d[]; };\n};",
        "struct a { char b[0] __attribute__((aligned(__alignof__(struct c)))); };",
        "union a { int b; } __attribute__((deprecated));",
        "struct a {\n int b,\n *\n c;\n union { int d; } x __attribute__((aligned(8)));\n};",
    ],
)
def test_what_is_plain_is_read_alike(text: str) -> None:
    piece = text, frozenset({"__u32", "bool"}), 0
    assert parse_plain(*piece) is not None
    assert parse_plain(*piece) == parse_any(piece)
