"""Several targets at once: the same results with one process and with many."""

from __future__ import annotations

import json
import os

import pytest

OLD = "struct a { long l; int i; };\n#define N sizeof(struct a)\nstruct gone { int i; };\n"
NEW = "struct a { long l; int i; char c; };\n#define N sizeof(struct a)\nenum { E = 1 };\n"
TARGETS = "x86_64,i386,s390x,m68k,mips"


def test_one_file_a_target(uapi, header, tmp_path):
    header(OLD)
    done = uapi("snapshot", "x.h", "--target", TARGETS, "--output", "all")
    assert (done.code, done.out, done.err) == (0, "", "")
    sizes = {
        path.stem: json.loads(path.read_text())["types"]["struct a"]["size"]
        for path in (tmp_path / "all").iterdir()
    }
    # long and its alignment: 8, 4, 8, 4 but aligned to 2, 4
    assert sizes == {"x86_64": 16, "i386": 8, "s390x": 16, "m68k": 8, "mips": 8}
    single = uapi("snapshot", "x.h", "--target", "m68k")
    assert single.out == (tmp_path / "all" / "m68k.json").read_text()


def test_where_to_is_asked_for(uapi, header):
    header(OLD)
    done = uapi("snapshot", "x.h", "--target", TARGETS)
    assert (done.code, done.out) == (2, "")
    assert "name one with --output" in done.err
    header("a file", "taken")
    assert uapi("snapshot", "x.h", "--target", TARGETS, "--output", "taken").code == 2


def test_one_process_and_many_say_the_same(uapi, header):
    header(OLD, "old.h")
    header(NEW, "new.h")
    words = ("diff", "old.h", "new.h", "--target", TARGETS, "--format", "json")
    one, two, many = (uapi(*words, "--jobs", jobs) for jobs in ("1", "2", "9"))
    assert one.code == 1
    assert one == two == many
    changes = json.loads(one.out)["changes"]
    sizes = {tuple(c["targets"]): (c["old"], c["new"]) for c in changes if c["kind"] == "size"}
    # A long of 8 bytes leaves room for the char; where it has 4, the record grows by its alignment.
    assert sizes == {
        ("i386", "mips"): ("8 bytes", "12 bytes"),
        ("m68k",): ("8 bytes", "10 bytes"),
    }
    assert {c["subject"] for c in changes} >= {"struct a.c", "struct gone", "E"}


def test_what_only_the_other_process_reads_is_complained_of(uapi, header):
    # N speaks of what changes, so its value is asked for; of struct b nobody else asks.
    text = "struct b { nosuch_t x; };\n#define N (sizeof(struct b) + sizeof(struct a))\n"
    header(f"struct a {{ int x; }};\n{text}", "old.h")
    header(f"struct a {{ int x, y; }};\n{text}", "new.h")
    words = ("diff", "old.h", "new.h", "--target", "x86_64", "--format", "json")
    one, two = (uapi(*words, "--jobs", jobs) for jobs in ("1", "2"))
    assert one == two
    problems = json.loads(one.out)["diagnostics"]
    assert [problem["header"] for problem in problems] == ["new.h", "old.h"]
    assert all("unknown type 'nosuch_t'" in problem["message"] for problem in problems)


def test_an_error_in_a_worker_is_one_line(uapi, header):
    header('#include "../../../etc/passwd"\n', "old.h")
    header(NEW, "new.h")
    done = uapi("diff", "old.h", "new.h", "--target", TARGETS)
    assert done.code == 2
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_jobs_is_a_number(uapi, header, jobs):
    header(OLD)
    assert uapi("diff", "x.h", "x.h", "--jobs", jobs).code == 2


def test_a_group_leaves_out_what_the_tree_does_not_have(uapi, header, tmp_path):
    for tree in ("old", "new"):
        (tmp_path / tree / "asm").mkdir(parents=True)
        (tmp_path / tree / "asm" / "ldt.h").write_text("struct user_desc { int entry; };\n")
    done = uapi("diff", "old", "new", "--target", "all", "--format", "json")
    assert (done.code, json.loads(done.out)["targets"]) == (0, ["x86_64", "i386", "x32"])
    assert "left out, as there are no asm/ headers of theirs: arm64" in done.err


def test_a_diff_is_the_same_cold_warm_and_from_a_damaged_cache(uapi, header, tmp_path):
    header(OLD, "old/linux/a.h")
    header(NEW, "new/linux/a.h")
    long_ago = 1_000_000_000
    for path in [*(tmp_path).rglob("*"), tmp_path]:
        os.utime(path, (long_ago, long_ago))
    cache = tmp_path.parent / f"{tmp_path.name}-cache"
    words = ("diff", "old", "new", "--target", "x86_64,m68k", "--format", "json")
    without = uapi(*words, "--no-cache")
    cold = uapi(*words, XDG_CACHE_HOME=str(cache))
    for path in (cache / "uapi").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3] + b"???")
    damaged = uapi(*words, XDG_CACHE_HOME=str(cache))
    assert without.code == 1
    assert without == cold == damaged
