"""Whole header trees as compilers have them: every record, member, enumerator and constant."""

from __future__ import annotations

import pytest

from abi.target import TARGETS
from headers.sources.spec import open_source
from headers.verify.compiler import compilers_for, parser_for
from headers.verify.units import Checker
from tests.conftest import Trees, do_without
from tests.header_trees import VERSIONS
from tests.oracle import ours
from tests.oracle.judge import FIRST

WHOLE = ("x86_64", "i386", "arm", "s390x", "powerpc64", "mips", "m68k")
"""64 and 32 bits, both byte orders, odd alignments, both layouts of ioctl numbers."""
KNOWN_TO_COMPILERS = {"records": 4300, "members": 23500, "enumerators": 17000, "macros": 28500}
"""No tree of either version and any of these targets has fewer; each is counted once."""

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize(
    ("version", "name"),
    [*(("7.2.0", name) for name in WHOLE), ("6.3.8", "x86_64"), ("6.3.8", "m68k")],
)
def test_whole_tree(version: str, name: str, trees: Trees, clang: str, own_cache: object) -> None:
    target = TARGETS[name]
    judges = compilers_for(target)[:1]
    teller = parser_for(target)
    if not judges or teller is None:
        do_without(f"no compiler for {name} is installed")
    tree = open_source(str(trees(version)))
    result = Checker(tree, target, judges, teller).compared()
    (findings,) = result.findings.values()
    assert not findings.faults
    for kind, least in KNOWN_TO_COMPILERS.items():
        assert findings.counts[kind] > least, kind
    assert len(result.rejected) < 12


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", FIRST)
def test_kvm_headers(version: str, name: str, trees: Trees, clang: str, own_cache: object) -> None:
    target = TARGETS[name]
    tree = ours.tree(trees(version), target)
    teller = parser_for(target)
    assert teller is not None
    result = Checker(tree, target, compilers_for(target), teller).compared()
    assert not result.rejected
    for compiler, findings in result.findings.items():
        assert not findings.faults, compiler
        assert findings.counts["records"] > 50
        assert findings.counts["members"] > 300
        assert findings.counts["enumerators"] > 50
        assert findings.counts["macros"] > 500
