"""What says the same is judged to be the same, whatever it looks like."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from abi.target import TARGETS
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.sources.spec import open_source
from reports.cli.judged import Judged, judged

_COMMENT = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
_INCLUDE = re.compile(r"\s*#\s*include\s*<")


def between(old: Path, new: Path, target: str) -> Judged:
    cache, engine = Cache(), choose_engine("auto")
    before, after = (
        Reader(open_source(str(place)), TARGETS[target], engine, cache) for place in (old, new)
    )
    return judged(before, after, cache, (), design=True)


@pytest.mark.parametrize("target", ["x86_64", "i386", "arm64"])
def test_a_tree_and_itself(trees, target):
    tree = trees("7.2.0")
    found = between(tree, tree, target)
    assert (found.findings, found.problems) == ([], [])


def rewritten(text: str) -> str:
    """The same declarations: no comments, other white space, includes in another order."""
    bare = _COMMENT.sub(lambda m: " " if m[0][0] == "/" else m[0], text)
    lines = (_indented(line) for line in bare.split("\n"))
    return "\n\n" + "\n".join(_shuffled(lines)) + "\n"


def _indented(line: str) -> str:
    """Blanks for tabs, and other indentation; strings stay."""
    if '"' in line or "'" in line:
        return line
    words = " ".join(line.split())
    return f"      {words}" if words else ""


def _shuffled(lines: Iterable[str]) -> Iterator[str]:
    """Neighbouring includes the other way round."""
    for is_include, block in itertools.groupby(lines, _is_include):
        own = list(block)
        yield from own[::-1] if is_include else own


def _is_include(line: str) -> bool:
    return bool(_INCLUDE.match(line))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int a; /* x\n y */ int b;\n", "\n\n      int a; int b;\n\n"),
        ("#define A 1 /* x\n*/ + 2\n", "\n\n      #define A 1 + 2\n\n"),
        ('#define S "/* no */"\n', '\n\n#define S "/* no */"\n\n'),
        (
            "#include <a.h>\n#include <b.h>\n\n#include <c.h>\n",
            "\n\n      #include <b.h>\n      #include <a.h>\n\n      #include <c.h>\n\n",
        ),
    ],
)
def test_the_other_form(text, expected):
    assert rewritten(text) == expected


def test_a_tree_and_its_other_form(trees, tmp_path):
    tree = open_source(str(trees("6.19.0")))
    forms = tmp_path / "as it is", tmp_path / "rewritten"
    for root in reversed(tree.search_path(TARGETS["x86_64"])):
        for path in root.rglob("*.h"):
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            for form, content in zip(forms, (text, rewritten(text)), strict=True):
                copy = form / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(content, encoding="utf-8", errors="surrogateescape")
    found = between(*forms, "x86_64")
    said = [(f.rule, f.subject, f.message) for f in found.findings]
    assert (said, found.problems) == ([], [])
