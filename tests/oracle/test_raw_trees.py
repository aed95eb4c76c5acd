"""Whole trees as preprocessors read them: each directive that they follow, where it stands."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from abi.raw import Raw
from abi.raw.text import definition_of
from abi.target import TARGETS
from headers.read import SHIM
from headers.sources.spec import open_source
from tests.abi.test_raw import COMPILERS
from tests.conftest import Trees

pytestmark = pytest.mark.oracle

_MARKER = re.compile(r'#(?:line)? (\d+) "((?:[^"\\]|\\.)*)"')
_MACRO = re.compile(r"#(define|undef) ([\w$]+)(\([^)]*\))?(.*)")
_OPENED = re.compile(r"(\.+) (/.*)")


class Macro(NamedTuple):
    """A ``#define`` or ``#undef`` of a file: its line, the name and the rest without spaces."""

    line: int
    keyword: str
    name: str
    rest: str


def _macros(out: str) -> dict[str, set[Macro]]:
    """By file, those that a preprocessor with ``-dD`` has followed."""
    found: dict[str, set[Macro]] = defaultdict(set)
    file, number = "", 0
    for line in out.split("\n"):
        marker, macro = _MARKER.match(line), _MACRO.match(line)
        if marker:
            number, file = int(marker[1]), marker[2]
            continue
        if macro and file.startswith("/"):
            rest = "".join(((macro[3] or "") + macro[4]).split())
            found[file].add(Macro(number, macro[1], macro[2], rest))
        number += 1
    return found


def _opened(err: str) -> dict[str, list[str]]:
    """By file, those that a preprocessor with ``-H`` has opened because of it, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    stack: list[str] = [""]
    for match in filter(None, map(_OPENED.match, err.split("\n"))):
        del stack[len(match[1]) :]
        if match[2] not in found[stack[-1]]:
            found[stack[-1]].append(match[2])
        stack.append(match[2])
    return found


def _defined(raw: Raw, *, always: bool) -> Iterator[Macro]:
    """The same of a raw text: all, or those under no condition but the guard."""
    for found in raw.directives:
        if found.keyword in ("define", "undef") and (not always or raw.is_unconditional(found)):
            name, parameters, body = definition_of(found)
            rest = "".join(((parameters or "") + body).split())
            yield Macro(found.line, found.keyword, name, rest)


def _read(path: str) -> Raw:
    return Raw(Path(path).read_text(encoding="utf-8", errors="replace"))


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("version", ["7.2.0", "6.3.8"])
def test_whole_tree(compiler: str, version: str, trees: Trees) -> None:
    tree, target = open_source(str(trees(version))), TARGETS["x86_64"]
    search = [SHIM / "libc", *tree.search_path(target), SHIM / "kernel"]
    # xen/interface/ is no part of a tree: the preprocessor would end there.
    names = [name for name in tree.headers(target) if not name.startswith("xen/")]
    done = subprocess.run(
        [compiler, "-nostdinc", *(f"-I{root}" for root in search), "-E", "-dD", "-H", "-w", "-"],
        input="".join(f"#include <{name}>\n" for name in names), capture_output=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    macros, opened = _macros(done.stdout), _opened(done.stderr)
    assert len(macros) > 900
    assert sum(map(len, macros.values())) > 33_000
    for path, theirs in macros.items():
        raw = _read(path)
        assert theirs <= set(_defined(raw, always=False)), path
        if len(raw.directives) < 100:  # each is looked for among all of its file
            assert theirs >= set(_defined(raw, always=True)), path
    del opened[""]
    for path, files in opened.items():
        includes = iter(_read(path).includes)
        assert all(any(f.endswith(f"/{i.name}") for i in includes) for f in files), path
