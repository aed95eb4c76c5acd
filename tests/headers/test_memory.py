from __future__ import annotations

import gc
import weakref

from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources.tree import Tree


def test_a_surface_dies_with_its_last_user() -> None:
    """Errors that are remembered must not hold the frames in which they arose."""
    text = "struct good { int a; };\nstruct broken { unknown_t a; };\n#define ONE 1 +\n"
    tree = Tree("-", (), only=("stdin.h",), text=text)

    def use() -> weakref.ref[object]:
        surface = load(tree, TARGETS["x86_64"], cache=Cache(enabled=False))
        assert [surface.declaration(key) is None for key in surface.keys()] == [False, True]
        surface.constant("ONE")
        return weakref.ref(surface)

    found = use()
    gc.collect()
    assert found() is None
