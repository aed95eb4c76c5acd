"""Two headers named on the command line are one header, whatever they are called."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import runner


@pytest.fixture
def check(tmp_path):
    uapi = runner(tmp_path)

    def run(old, new, *options):
        (tmp_path / "a.h").write_text(old)
        (tmp_path / "b.h").write_text(new)
        done = uapi("check", "a.h", "b.h", "-t", "x86_64", "-f", "json", *options)
        return done.code, json.loads(done.out)["findings"]

    return run


def test_equal_but_for_their_names(check):
    text = "struct s { int a; };\n#define ONE 1\nenum e { A, B };\n"
    assert check(text, text) == (0, [])


def test_only_what_changed_is_said(check):
    code, found = check("#define ONE 1\n#define TWO 2\n", "#define ONE 1\n#define TWO 3\n")
    assert code == 1
    assert [(f["rule"], f["subject"]) for f in found] == [("value-changed", "TWO")]


def test_what_only_a_typedef_names(check):
    old = "typedef struct { int a; unsigned b; } pair_t;\n"
    code, found = check(old, "typedef struct { unsigned b; int a; } pair_t;\n")
    assert code == 1
    assert found[0]["subject"].startswith("typedef pair_t.")
    assert found[0]["verdicts"]["old_program_new_kernel"]["value"] == "breaks"


def test_diff_says_what_is_gone_on_one_target_only(tmp_path):
    (tmp_path / "a.h").write_text("struct s { int a; };\n")
    (tmp_path / "b.h").write_text("#ifdef __x86_64__\nstruct s { int a; };\n#endif\n")
    done = runner(tmp_path)("diff", "a.h", "b.h", "-t", "x86_64,i386", "-f", "json")
    found = [(c["kind"], c["subject"], c["targets"]) for c in json.loads(done.out)["changes"]]
    assert (done.code, found) == (1, [("removed", "struct s", ["i386"])])
