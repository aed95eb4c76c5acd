"""The case seamcall-wrappers: what a compiler says of swapped arguments, and the facts."""

from __future__ import annotations

import itertools
import re
import subprocess

import pytest

from abi.declarations import Prototype
from abi.design.prototypes import arguments, swappable
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import CASES, open_source
from tests.cases.reading import by_first, report_of, rows, table

CASE = CASES / "seamcall-wrappers"
STYLES = ("a-hpa", "b-kvm", "c-raw", "d-rfc", "e-merged", "f-later")


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "seamcall-wrappers")


def prototypes(style):
    surface = load(open_source(str(CASE / f"{style}.h"), []), TARGETS["x86_64"])
    for key in surface.keys("function"):
        found = surface.declaration(key)
        assert isinstance(found, Prototype)
        yield key.partition(" ")[2], arguments(found.type, surface)


@pytest.mark.parametrize("style", STYLES)
def test_gcc_is_silent_about_the_same_swaps(style, gcc, tmp_path):
    """A function a pair, which calls with these two arguments swapped: which does gcc refuse?"""
    source, silent = [f'#include "{CASE / style}.h"'], set()
    for name, own in prototypes(style):
        said = {frozenset(pair) for pair in swappable(own)}
        for a, b in itertools.combinations(own, 2):
            passed = {a.name: b.name, b.name: a.name}
            parameters = ", ".join(f"{x.spelled} {x.name}" for x in own)
            call = ", ".join(passed.get(x.name, x.name) for x in own)
            source.append(f"u64 f{len(source)}({parameters}) {{ return {name}({call}); }}")
            if frozenset((a.name, b.name)) in said:
                silent.add(len(source))
    file = tmp_path / "swaps.c"
    file.write_text("\n".join(source) + "\n")
    done = subprocess.run(
        [gcc, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-fmax-errors=0", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    refused = {int(n) for n in re.findall(r"swaps\.c:(\d+):\d+: error", done.stderr)}
    assert refused == set(range(2, len(source) + 1)) - silent


def test_types_that_lie(report):
    """hkid is a key's number, tdr the extended error of tdh_mng_init; only in the RFC."""
    assert by_first(report, "prototypes-scores")["types that lie"] == ["0", "0", "0", "2", "0", "0"]
    answer = " ".join(report["answer"])
    assert "`hkid` of tdh_mng_create and `tdr` of tdh_mng_init" in answer


def test_td_and_vcpu_can_be_swapped_until_they_are_structs(report):
    found = {(row[0], row[1]): row[2] for row in rows(report, "swaps")}
    assert found["tdh_vp_create", "C u64"] == "tdr/tdvpr"
    assert ("tdh_vp_create", "D RFC") not in found
    # page_add in C, by hand: four inputs make 6 pairs, two outputs 1
    assert found["tdh_mem_page_add", "C u64"].count("/") == 7


def test_outputs(report):
    """In the merged form no output is called by a register."""
    found = by_first(report, "prototypes-scores")
    assert found["outputs named by register"][4] == "0"
    assert found["outputs named by register"][0] == "0"  # style A has one struct for all


@pytest.mark.parametrize(
    ("record", "sizes"),
    [("tdx_td", {"D RFC": 16, "E 6.16": 32, "F later": 32}),
     ("tdx_vp", {"D RFC": 16, "E 6.16": 16, "F later": 24})],
)  # fmt: skip
def test_sizes(report, record, sizes):
    found = {lane["name"]: lane["size"] for lane in table(report, f"bytes-{record}")["lanes"]}
    assert found == sizes


def test_the_reversed_registers_of_vp_create(report):
    """rcx holds the vCPU and rdx the TD, while the TD is the first argument."""
    heads = [row[0] for row in rows(report, "forms") if len(row) == 1]
    assert any(h.startswith("tdh_vp_create (rcx = tdvpr, rdx = tdr)") for h in heads)
