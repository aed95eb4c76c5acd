"""``uapi check`` without arguments, where a person works."""

from __future__ import annotations

import pytest

from tests.gate.conftest import MOVED


@pytest.fixture
def work(place):
    """A project that is no kernel, on a branch that moved nothing yet."""
    place.write("include/uapi/linux/x.h", MOVED[0])
    place.write("src/own.h", "struct own { int a; };\n")
    place.git("init", "-q")
    place.git("add", "-A")
    place.git("commit", "-qm", "first")
    place.git("checkout", "-qb", "topic")
    return place


def check(work, *arguments, **more):
    return work.uapi("check", "-t", "i386", "-f", "json", "--no-design", *arguments, **more)


def test_the_work_tree_as_it_was(work):
    done = check(work)
    assert (done.code, done.report["answer"]) == (0, ["nothing changed"])


def test_a_change_that_is_not_committed(work):
    work.write("include/uapi/linux/x.h", MOVED[1])
    done = check(work)
    assert done.code == 1
    (moved,) = [f for f in done.report["findings"] if f["rule"] == "member-moved"]
    assert moved["new"]["path"] == "include/uapi/linux/x.h"


@pytest.mark.parametrize("base", [(), ("--base", "main"), ("main",), ("main", "topic"),
                                  ("--base", "main", "HEAD")])  # fmt: skip
def test_the_base_by_its_name(work, base):
    work.write("include/uapi/linux/x.h", MOVED[1])
    work.git("commit", "-qam", "second")
    assert check(work, *base).code == 1


def test_below_the_top(work):
    work.write("include/uapi/linux/x.h", MOVED[1])
    work.write("uapi.toml", "")
    for folder in ("include", "src", "include/uapi"):
        done = check(work, cwd=folder)
        assert done.code == 1
        assert {f[2] for f in done.found()} >= {"struct s.b"}


def test_a_base_that_there_is_not(work):
    done = check(work, "--base", "mian")
    assert done.code == 2
    assert done.err.startswith("uapi: mian: no such revision in the git repository")
    assert done.err.endswith("; near: main\n")


def test_a_header_that_git_does_not_know_yet(work):
    work.write("include/uapi/linux/new.h", "struct new_one { int a; };\n")
    done = check(work)
    assert (done.code, {f[2] for f in done.found()}) == (0, {"linux/new.h"})
