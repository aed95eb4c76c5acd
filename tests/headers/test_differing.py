"""Names differ where a meaning may, and nowhere else on purpose."""

from __future__ import annotations

import pytest

from abi.snapshot import contents
from abi.surface import Surface
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources.spec import open_source
from headers.sources.tree import Tree
from tests.conftest import Trees

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


def surface(text: str, size: int = 4) -> Surface:
    tree = Tree("-", (), only=("stdin.h",), text=f"#define SIZE {size}\n{text}")
    return load(tree, TARGETS["x86_64"], cache=Cache(enabled=False))


def changed(old: str, new: str) -> set[str]:
    """Names that may mean something else when part of the text is another one."""
    before, after = surface(TEXT), surface(TEXT.replace(old, new, 1))
    found = before.declarations.differing(after.declarations)
    assert after.declarations.differing(before.declarations) == found
    return found


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
    found = surface(TEXT).declarations.differing(surface(TEXT, size=5).declarations)
    assert found == {"struct apart", "SIZE"}


def test_names_of_one_side() -> None:
    assert changed("struct apart", "struct other") == {"struct apart", "struct other"}
    assert changed("#define ALONE 7\n", "enum { ALONE = 7 };\n") == {"ALONE", "enum #ALONE"}


def test_an_enumerator_that_another_enum_has() -> None:
    moved = "enum other { SECOND }; enum kind { FIRST };"
    found = changed("enum kind { FIRST, SECOND };", moved)
    assert found == {"enum kind", "enum other", "BASE"}


@pytest.mark.parametrize("target", ["x86_64", "mips"])
def test_all_other_names_mean_the_same(target: str, trees: Trees) -> None:
    old, new = (
        load(open_source(str(trees(version))), TARGETS[target], cache=Cache(enabled=False))
        for version in ("6.13.4", "6.19.0")
    )
    found = old.declarations.differing(new.declarations)
    keys = [key for key in old.declarations.keys() if key not in found]
    names = [name for name in old.declarations.macros() if name not in found]
    assert len(found) > 1000
    assert len(keys) > 5000
    before, after = (_without_places(contents(side, keys, names)) for side in (old, new))
    assert before == after


def _without_places(data: dict[str, dict[str, dict[str, object]]]) -> object:
    """What names mean, not where they stand."""
    return {
        (section, name): {k: v for k, v in entry.items() if k not in ("header", "line")}
        if isinstance(entry, dict)
        else entry
        for section, entries in data.items()
        for name, entry in entries.items()
    }
