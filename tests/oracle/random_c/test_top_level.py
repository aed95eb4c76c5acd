"""Every declaration at the top level that clang's syntax tree has is known, or a diagnostic says
in its line that it is not."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from abi.surface import Surface
from abi.target import TARGETS
from tests.oracle.judge import surface_of
from tests.oracle.random_c import top_level

pytestmark = pytest.mark.oracle
Node = dict[str, Any]
_ERROR = re.compile(r"^<stdin>:(\d+):\d+: (?:fatal )?error: ", re.MULTILINE)
_KINDS = {"TypedefDecl": "typedef", "FunctionDecl": "object", "VarDecl": "object"}
"""A function that is declared with a typedef of its type looks like a variable."""


class Declared:
    """What clang has in a text without includes: keys and their lines, and lines with errors."""

    def __init__(self, clang: str, text: str) -> None:
        options = ["-fsyntax-only", "-w", "-ferror-limit=0", "-Xclang", "-ast-dump=json"]
        done = subprocess.run(
            [clang, *options, "-x", "c", "-"],
            input=text,
            text=True,
            capture_output=True,
            check=False,
        )
        self.refused = {int(line) for line in _ERROR.findall(done.stderr)}
        self.keys: dict[str, int] = {}
        self._line = 0
        for node in json.loads(done.stdout)["inner"]:
            if node.get("loc"):
                line = self._follow(node)
                self.keys.update(dict.fromkeys(_keys(node), line))

    def _follow(self, node: Node) -> int:
        """The line of a node: the dump says one only where it changes."""
        extent = node.get("range") or {}
        line = self._place(node.get("loc") or {})
        for place in (extent.get("begin"), extent.get("end")):
            self._place(place or {})
        for inner in filter(None, node.get("inner", ())):
            self._follow(inner)
        return line

    def _place(self, place: Node) -> int:
        for part in (place.get("spellingLoc"), place.get("expansionLoc"), place):
            self._line = (part or {}).get("line", self._line)
        return self._line


def _keys(node: Node) -> Iterator[str]:
    kind, name = node["kind"], node.get("name")
    if kind == "RecordDecl" and name and node.get("completeDefinition"):
        yield f"{node['tagUsed']} {name}"
    elif kind == "EnumDecl" and name:
        yield f"enum {name}"
    elif kind == "EnumConstantDecl":
        yield f"constant {name}"
    elif kind in _KINDS and name and not node.get("isInvalid"):
        yield f"{_KINDS[kind]} {name}"
    for inner in node.get("inner", ()) if kind in ("RecordDecl", "EnumDecl") else ():
        yield from _keys(inner)


def _is_known(key: str, surface: Surface) -> bool:
    kind, _, name = key.partition(" ")
    if kind == "constant":
        return surface.declarations.owner(name) is not None
    keys = (f"function {name}", f"variable {name}") if kind == "object" else (key,)
    return any(surface.declaration(one) is not None for one in keys)


@given(text=top_level.headers())
def test_nothing_is_silent(clang: str, text: str) -> None:
    declared, surface = Declared(clang, text), surface_of(text, TARGETS["x86_64"])
    said = {problem.line for problem in surface.declarations.diagnostics()}
    silent = {
        key: text.split("\n")[line - 1]
        for key, line in declared.keys.items()
        if line not in declared.refused | said and not _is_known(key, surface)
    }
    assert not silent
    assert len(declared.keys) > 7
