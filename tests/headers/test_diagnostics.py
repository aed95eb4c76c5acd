"""What could not be read does not depend on what was asked for before."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from headers.sources.tree import Tree
from tests.conftest import Trees

ASKED = {
    "nothing": lambda d: None,
    "the keys": lambda d: list(d.keys()),
    "a name of a header that is read by itself": lambda d: d.get("struct no_such"),
    "some declarations": lambda d: [d.get(key) for key in ("struct u", "struct s", "typedef t_t")],
    "everything, backwards": lambda d: [d.get(key) for key in reversed(list(d.keys()))],
    "what was met": lambda d: d.met(("linux/a.h",)),
    "all macros": lambda d: [d.expression(name) for name in d.macros()],
}
HEADERS = {
    "linux/a.h": "struct s { nowhere_t a; };\ntypedef nowhere_t t_t;\nnothing(known) @ 7;\n",
    "linux/b.h": "#define TYPE int\nstruct u { TYPE a; };\nstruct v { _Fract c; };\n",
    "linux/c.h": "#define TYPE long\nstruct u { TYPE a; nowhere_t b; };\nstruct w { int x;\n",
}


@pytest.fixture
def tree(tmp_path):
    for name, text in HEADERS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return open_source(str(tmp_path))


@pytest.mark.parametrize("what", ASKED)
def test_it_does_not_matter_what_was_asked_for(tree, what):
    def surface() -> Surface:
        return load(tree, TARGETS["x86_64"])

    first = surface().declarations.diagnostics()
    asked = surface().declarations
    ASKED[what](asked)
    assert asked.diagnostics() == asked.diagnostics() == first
    said = [(d.header, d.line) for d in first if d.level == "error"]
    assert {("linux/a.h", 1), ("linux/a.h", 2), ("linux/a.h", 3), ("linux/b.h", 3)} <= set(said)
    assert {header for header, _ in said} == set(HEADERS)


def test_of_linux(trees: Trees):
    tree = open_source(str(trees("7.2.0")))
    one, other = (load(tree, TARGETS["x86_64"]).declarations for _ in range(2))
    first = one.diagnostics()
    list(other.keys())
    assert other.diagnostics() == first == one.diagnostics()
    assert other.met() == tuple(d for d in first if "another meaning" not in d.message)


def test_what_was_met_is_what_was_asked_for(tree):
    declarations = load(tree, TARGETS["x86_64"]).declarations
    before = [d.message for d in declarations.met() if d.level == "error"]
    assert not any("struct s" in message for message in before)
    assert any("is not finished" in message for message in before)
    assert declarations.get("struct s") is None
    assert any("struct s is not understood" in d.message for d in declarations.met())


POPPED = """#define X 1
#pragma push_macro("X")
#undef X
#define X 2
 # pragma  pop_macro( "X" )
/* #pragma pop_macro("Y") */
"""


@pytest.mark.parametrize("is_file", [True, False])
def test_a_macro_that_a_pragma_brings_back_is_told(is_file: bool, tmp_path: Path) -> None:
    """No preprocessor says in its output that X is 1 again."""
    (tmp_path / "x.h").write_text(POPPED)
    text = None if is_file else POPPED
    tree = Tree("x", (tmp_path,) if is_file else (), only=("x.h",), text=text)
    said = load(tree, TARGETS["x86_64"]).declarations.diagnostics()
    assert [str(d) for d in said] == [
        "x.h:5: error: #pragma pop_macro is not followed: what 'X' is behind it is not known"
    ]
