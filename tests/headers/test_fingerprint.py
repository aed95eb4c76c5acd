"""Fingerprints differ where a meaning may, and nowhere else on purpose."""

from __future__ import annotations

import pytest

from abi.surface import Surface
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources.tree import Tree

TEXT = """
typedef unsigned int u32;
struct inner { u32 a; };
struct outer { struct inner in; struct node *list; };
struct node { struct node *next; struct outer *of; };
enum kind { FIRST, SECOND };
struct apart { char c[SIZE]; };
#define _IOC(d, t, n, s) (((d) << 30) | ((s) << 16) | ((t) << 8) | (n))
#define ASK _IOC(2, 'x', 1, sizeof(struct outer))
#define BASE (SECOND + 1)
#define ALONE 7
"""
ALL = {
    "typedef u32", "struct inner", "struct outer", "struct node", "enum kind", "struct apart",
    "_IOC", "ASK", "BASE", "ALONE", "SIZE",
}  # fmt: skip


def fingerprints(text: str) -> dict[str, bytes]:
    tree = Tree("-", (), only=("stdin.h",), text=f"#define SIZE 4\n{text}")
    surface: Surface = load(tree, TARGETS["x86_64"], cache=Cache(enabled=False))
    found = surface.declarations.fingerprints()
    return {name: found[name] for name in found if name in ALL}


def changed(old: str, new: str) -> set[str]:
    """Names whose fingerprint is another one when part of the text is."""
    before, after = fingerprints(TEXT), fingerprints(TEXT.replace(old, new, 1))
    assert before.keys() == after.keys() == ALL
    return {name for name in ALL if before[name] != after[name]}


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("ALONE 7", "ALONE 8", {"ALONE"}),
        ("{ FIRST, SECOND }", "{ FIRST, HALF, SECOND }", {"enum kind", "BASE"}),
        # what holds it, what points to it, and the ioctl whose number has its size
        ("struct inner { u32 a; }", "struct inner { u32 a, b; }",
         {"struct inner", "struct outer", "struct node", "ASK"}),
        ("typedef unsigned int", "typedef unsigned long",
         {"typedef u32", "struct inner", "struct outer", "struct node", "ASK"}),
        ("((t) << 8)", "((t) << 9)", {"_IOC", "ASK"}),
    ],
)  # fmt: skip
def test_a_change_reaches_all_that_refers_to_it(old: str, new: str, names: set[str]) -> None:
    assert changed(old, new) == names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("struct inner { u32 a; }", "struct inner {\n\n\t/* first */ u32  a;\n}"),
        ("#define ALONE 7", "#define ALONE   7 /* why */"),
        ("(d, t, n, s) (((d) << 30) | ((s) << 16) | ((t) << 8) | (n))",
         "(a, b, c, e) (((a) << 30) | ((e) << 16) | ((b) << 8) | (c))"),
        ("typedef", "\n\n\ntypedef"),
    ],
)  # fmt: skip
def test_spelling_and_place_are_nothing(old: str, new: str) -> None:
    assert changed(old, new) == set()


def test_what_the_preprocessor_replaces_counts() -> None:
    assert changed("struct apart { char c[SIZE]; }", "struct apart { char c[4]; }") == set()
    tree = Tree("-", (), only=("stdin.h",), text=f"#define SIZE 5\n{TEXT}")
    other = load(tree, TARGETS["x86_64"], cache=Cache(enabled=False)).declarations.fingerprints()
    known = fingerprints(TEXT)
    assert {name for name in ALL if known[name] != other[name]} == {"struct apart", "SIZE"}
