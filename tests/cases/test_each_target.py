"""A comparison of several targets judges each, and says the same in whatever order they are named.

The layouts are counted by hand: `__u64` lies at 4 on i386 and at 8 on x86_64 behind one `__u32`.
"""

from __future__ import annotations

import json

import pytest

from reports.cli.main import main

A = "#include <linux/types.h>\nstruct t {\n\t__u32 id;\n\t__u64 data;\n};\n"
B = "#include <linux/types.h>\nstruct t {\n\t__u32 id, pad;\n\t__u64 data;\n};\n"
ON_BOTH = ("x86_64,i386", "i386,x86_64")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def compare(place, capsys):
    def run(*arguments, code=0):
        capsys.readouterr()
        assert main(["compare", *arguments]) == code
        return capsys.readouterr().out

    return run


def headers(place, old, new):
    for name, text in (("a.h", old), ("b.h", new)):
        (place / name).write_text(text)
    return "a.h", "b.h"


@pytest.fixture
def case(place):
    assert main(["case", "new", "t"]) == 0
    for name, text in (("v1.h", A), ("v2.h", B)):
        (place / "t" / name).write_text(text)
    return "t"


def test_a_case_is_judged_on_each_target(case, compare):
    one, other = (json.loads(compare(case, "-t", on, "-f", "json")) for on in ON_BOTH)
    assert one == other
    assert one["targets"] == ["x86_64", "i386"]
    found = {(f["rule"], f["subject"], *f["targets"]) for f in one["findings"]}
    assert ("member-moved", "struct t.data", "i386") in found
    text = compare(case, "-f", "markdown")
    assert "| v1 → v2 | hole-named | `struct t.pad` on x86_64 |" in text
    assert "| v1 → v2 | member-moved | `struct t.data` on i386 |" in text


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
@pytest.mark.parametrize("what", ["a case", "headers"])
def test_in_any_order(case, place, compare, form, what):
    sources = (case,) if what == "a case" else headers(place, A, B)
    one, other = (compare(*sources, "-t", on, "-f", form) for on in ON_BOTH)
    assert one == other


def test_the_first_sentence_says_where_it_is_true(place, compare):
    text = compare(*headers(place, A, B), "-t", "i386,x86_64")
    assert "On x86_64: the variants of struct t share 12 of 16 bytes (id and data)" in text
    assert "On i386: the variants of struct t share 4 of 16 bytes (id)" in text
    same = compare(*headers(place, A, A.replace("id;", "id;\n\t__u32 more;\n\t__u32 rest;")))
    assert "\nThe variants of struct t share" in same  # one target: nothing to tell apart


def test_what_is_so_on_all_targets_is_said_once(place, compare):
    both = headers(place, A, A.replace("__u64 data", "__s64 data"))
    text = compare(*both, "-t", "x86_64,arm64,riscv64")
    assert text.count("he variants of struct t share") == 1
    assert "On x86_64" not in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (A, A.replace("__u64 data", "__u64 data __attribute__((aligned(8)))"), "struct t"),
        ("#define N 1\n", "#ifdef __i386__\n#define N 2\n#else\n#define N 1\n#endif\n", "N"),
        (
            "enum e { X = 1 };\n",
            "enum e { X = sizeof(long) == 4 ? 2 : 1 };\n",
            "X",
        ),
        (
            "int f(int a);\n",
            "#ifdef __i386__\nint f(long a);\n#else\nint f(int a);\n#endif\n",
            "f",
        ),
        (A, f"{A}#ifdef __i386__\nstruct more {{ __u32 a; }};\n#endif\n", "struct more"),
    ],
    ids=["a record", "a macro", "an enumerator", "a prototype", "a record of one target"],
)
@pytest.mark.parametrize("on", ON_BOTH)
def test_what_differs_on_one_target_only_is_not_the_same(place, compare, on, old, new, says):
    assert "They declare the same" not in compare(*headers(place, old, new), "-t", on)
    text = compare(*headers(place, old, new), "-t", on, "-f", "markdown")
    assert f"{says}" in text
    assert "They declare the same" in compare("a.h", "a.h", "-t", on)


def test_a_typedef_is_a_declaration(place, compare):
    text = compare(*headers(place, "typedef int t_t;\n", "typedef long t_t;\n"))
    assert "They declare the same" not in text
    for name, value in (("o", 1), ("n", 2)):
        (place / name / "linux").mkdir(parents=True)
        (place / name / "linux" / "t.h").write_text(f"#define X {value}\n")
    assert "They declare the same" not in compare("o", "n")
    assert "They declare the same" in compare("o", "o")


def test_check_and_diff_in_any_order(place, capsys):
    both = headers(place, A, B)
    for command in (["check", "-f", "json"], ["diff", "-f", "json"], ["lint"]):
        sources = both if command[0] != "lint" else both[1:]
        said = []
        for on in ON_BOTH:
            main([*command, *sources, "-t", on])
            said.append(capsys.readouterr().out)
        assert said[0] == said[1]
