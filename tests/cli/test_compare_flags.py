"""Flags and enumerations of any headers, bit by bit and value by value."""

from __future__ import annotations

import json
import re
import time

import pytest

V1 = """
#define X_MEM_LOG (1 << 0)
#define X_MEM_READONLY (1 << 1)
#define X_MEM_PRIVATE (1 << 2)
#define X_CAP_A 1
#define X_CAP_B 2
#define X_CAP_C 3
#define X_CAP_D 4
enum x_id { X_INIT, X_START, X_MAX };
"""
V2 = (
    V1.replace("X_MEM_PRIVATE (1 << 2)", "X_MEM_GUEST (1 << 2)\n#define X_MEM_PRIVATE (1 << 3)")
    .replace("X_CAP_D 4", "X_CAP_D 4\n#define X_CAP_E 5")
    .replace("X_START, X_MAX", "X_START, X_FINISH, X_MAX")
)


@pytest.fixture
def report(uapi, header):
    header(V1, "v1.h")
    header(V2, "v2.h")
    done = uapi("compare", "v1.h", "v2.h", "-t", "x86_64", "-f", "json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def tables(report, name):
    (section,) = [s for s in report["sections"] if s["id"] == name]
    return {
        block["id"]: [[cell["text"].replace("`", "") for cell in row] for row in block["rows"]]
        for block in section["blocks"]
        if block["type"] == "table"
    }


def test_flags_bit_by_bit(report):
    assert tables(report, "flags") == {
        "bits-X_MEM": [
            ["0 X_MEM_LOG", "✓", "✓", "all"],
            ["1 X_MEM_READONLY", "✓", "✓", "all"],
            ["2 X_MEM_PRIVATE", "✓", "is 3", "moved"],
            ["2 X_MEM_GUEST", "–", "✓", "reused"],
            ["3 X_MEM_PRIVATE", "is 2", "✓", "moved"],
        ]
    }


def test_an_enumeration_value_by_value(report):
    assert tables(report, "enumerations") == {
        "values-enum-x_id": [
            ["0 X_INIT", "✓", "✓", "all"],
            ["1 X_START", "✓", "✓", "all"],
            ["2 X_MAX", "✓", "is 3", "the end"],
            ["2 X_FINISH", "–", "✓", "only v2.h"],
            ["3 X_MAX", "is 2", "✓", "the end"],
        ]
    }


def test_the_table_of_constants_stays(report):
    assert {row[0] for row in tables(report, "constants")["constants-table"]} == {
        "X_MEM_PRIVATE", "X_MEM_GUEST", "X_CAP_E", "X_MAX", "X_FINISH",
    }  # fmt: skip


def test_what_one_header_does_not_have_at_all_is_only_named(uapi, header):
    more = "#define Y_A 1\n#define Y_B 2\n#define Y_C 4\n"
    header(V1 + more, "v1.h")
    header("enum x_id { X_INIT, X_START, X_MAX };\n" + more + "#define Y_D 8\n", "v2.h")
    out = uapi("compare", "v1.h", "v2.h", "-t", "x86_64").out
    assert "Y_*: 3 and 4 constants" in out
    assert "Whole or not at all: X_MEM_*." in out


@pytest.mark.parametrize("count", [2, 8])
def test_any_number_of_variants_fits(uapi, header, count):
    names = [f"a-long-directory-{n}/x.h" for n in range(count)]
    for number, name in enumerate(names):
        more = "".join(f"#define X_MEM_ANOTHER_FLAG_{n} (1 << {4 + n})\n" for n in range(number))
        header(V1 + more, name)
    out = uapi("compare", *names, "-t", "x86_64").out
    assert max(map(len, out.split("\n"))) <= 80
    assert "X_MEM_*: 3" in out
    row = next(line for line in out.split("\n") if "0 X_MEM_LOG" in line)
    assert row.count("✓") == count
    html = uapi("compare", *names, "-t", "x86_64", "-f", "html").out
    assert len(re.findall(r"<td[^>]*>\s*✓", html)) >= 3 * count
    assert 'id="flags"' in html


def test_whole_headers_of_kvm_in_little_time(uapi, trees):
    kernels = ("5.16.2", "6.3.8", "6.13.4", "6.19.0", "7.2.0")
    found = [str(trees(k) / "any-linux-any/linux/kvm.h") for k in kernels]
    start = time.process_time()
    done = uapi("compare", *found, "-t", "x86_64", "-f", "json")
    assert time.process_time() - start < 5
    assert done.code == 0
    bits = tables(json.loads(done.out), "flags")["bits-KVM_MEM"]
    assert [row[0] for row in bits] == [
        "0 KVM_MEM_LOG_DIRTY_PAGES", "1 KVM_MEM_READONLY", "2 KVM_MEM_GUEST_MEMFD",
    ]  # fmt: skip
    assert bits[2][1:6] == ["–", "–", "✓", "✓", "✓"]
