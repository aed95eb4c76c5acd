"""Names mean what a program gets that includes one header: clang is asked, header by header.

Whole trees of all targets with ``--hypothesis-profile=deep``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.target import TARGETS
from headers.sources.spec import open_source
from headers.verify.compiler import parser_for
from headers.verify.plain import Plain
from headers.verify.units import Checker
from tests.conftest import Trees
from tests.headers.test_programs import NEEDS_ANOTHER, ROWS, TESTED_TOO_EARLY, Headers, write

pytestmark = pytest.mark.oracle

ALWAYS = (("7.2.0", "x86_64"), ("7.2.0", "mips"))
OFTEN = ("x86_64", "mips", "mips64", "xtensa", "sparc64", "powerpc64le", "arm64", "s390x")
DEEP = [(v, n) for v in ("7.2.0", "6.3.8") for n in OFTEN if (v, n) not in ALWAYS]
LEAST = {"records": 5600, "enumerators": 17_500, "macros": 31_000, "values": 26_000}
"""No tree of these versions and targets has fewer."""
BY_CONTEXT = {"mips": ["F_GETLK64", "F_SETLK64", "F_SETLKW64"]}
"""asm/fcntl.h tests __BITS_PER_LONG, which programs know that have included linux/types.h."""


def checker(source: Path, target: str) -> Checker:
    teller = parser_for(TARGETS[target])
    assert teller is not None
    return Checker(open_source(str(source)), TARGETS[target], [], teller)


def check_tree(source: Path, target: str) -> None:
    plain = checker(source, target).plain()
    assert not plain.findings.faults
    assert [found.split()[0] for found in plain.by_context] == BY_CONTEXT.get(target, [])
    for kind, least in LEAST.items():
        assert plain.findings.counts[kind] > least, kind
    assert len(plain.refused) < 30


@pytest.mark.parametrize(("version", "target"), ALWAYS)
def test_whole_tree(version: str, target: str, trees: Trees, clang: str) -> None:
    check_tree(trees(version), target)


@pytest.mark.parametrize(("version", "target"), DEEP)
def test_whole_trees_of_other_targets(
    version: str, target: str, trees: Trees, clang: str, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--hypothesis-profile") != "deep":
        pytest.skip("a minute each; with --hypothesis-profile=deep")
    check_tree(trees(version), target)


MORE = {
    "a header that needs another one": NEEDS_ANOTHER,
    "a macro and an enumerator of one name": {
        "linux/A.h": "#define MASK 1\n", "linux/a.h": "enum { MASK = 2, OTHER };\n#define A 1\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("row", [*ROWS, *MORE])
def test_small_trees(row: str, tmp_path: Path, clang: str) -> None:
    headers = ROWS[row][0] if row in ROWS else MORE[row]
    plain = checker(Path(write(tmp_path, headers)), "x86_64").plain()
    assert not plain.findings.faults
    assert plain.findings.counts["macros"] >= 2
    assert not plain.refused


def told(tmp_path: Path, said: Headers, is_so: Headers) -> list[str]:
    """Faults where uapi has read one tree, and clang has another one."""
    ours = checker(Path(write(tmp_path / "ours", said)), "x86_64")
    theirs = checker(Path(write(tmp_path / "theirs", is_so)), "x86_64")
    theirs.surface, theirs.own = ours.surface, ours.own
    return theirs.plain().findings.faults


def test_what_is_wrong_is_told(tmp_path: Path, clang: str) -> None:
    record = "struct s { int x; };\nenum e { E1, E2 };\n"
    said = {"linux/a.h": f"#define N 1\n#define M (N + 1)\n{record}", "linux/b.h": "#define K 1\n"}
    assert not told(tmp_path / "same", said, said)
    value = {**said, "linux/a.h": f"#define N 2\n#define M (N + 1)\n{record}"}
    assert told(tmp_path / "value", said, value) == [
        "wrong: macros: N of <linux/a.h> is '2' of linux/a.h, not '1' of linux/a.h",
        "wrong: macros: N of <linux/a.h> is 2, not 1",
        "wrong: macros: M of <linux/a.h> is 3, not 2",
    ]
    home = {"linux/a.h": f"#define M (1 + 1)\n{record}", "linux/b.h": "#define K 1\n#define N 1\n"}
    assert "wrong: macros: N of <linux/b.h> is '1' of linux/b.h, not '1' of linux/a.h" in told(
        tmp_path / "home", said, home
    )
    more = {**said, "linux/b.h": "#define K 1\n#define L 1\n#define N 3\nstruct t { int t; };\n"}
    faults = told(tmp_path / "more", said, more)
    for missing in ("macros: L of <linux/b.h>", "macros: N@linux/b.h", "records: struct t of"):
        assert any(missing in fault for fault in faults), missing
    shape = {**said, "linux/a.h": said["linux/a.h"].replace("int x", "char x").replace("E2", "E3")}
    assert told(tmp_path / "shape", said, shape) == [
        "wrong: records: struct s: <linux/a.h> declares it otherwise",
        "wrong: records: enum e: <linux/a.h> declares it otherwise",
        "wrong: enumerators: E1: <linux/a.h> declares it otherwise",
        "missing: enumerators: E3 of <linux/a.h>",
    ]


def test_what_only_some_programs_get_is_listed_apart(tmp_path: Path, clang: str) -> None:
    plain: Plain = checker(Path(write(tmp_path, TESTED_TOO_EARLY)), "x86_64").plain()
    assert not plain.findings.faults
    assert plain.by_context == ["GETLK of <linux/poll.h> is '33'"]
