"""Sources as people have them: not only what a kernel installs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import uapi  # noqa: F401
from tests.header_trees import UnavailableError, header_tree

S = "struct s { int x; };\n"


def write(directory: Path, **texts: str) -> None:
    """Headers by name, ``/`` written as ``__``."""
    for name, text in texts.items():
        path = directory / f"{name.replace('__', '/')}.h"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def git(directory: Path, *arguments: str) -> None:
    who = ["-c", "user.email=a@example.org", "-c", "user.name=a"]
    subprocess.run(["git", *who, *arguments], cwd=directory, check=True, capture_output=True)


def test_a_nested_directory_hides_no_header(uapi, tmp_path):  # noqa: F811
    for side, members in (("old", "int a; int b;"), ("new", "int b; int a;")):
        write(tmp_path / side, sys__ioc=f"struct zz_cmd {{ {members} }};\n",
              os__linux__kernel__linux__k=S)  # fmt: skip
    assert "struct zz_cmd" in uapi("show", "old", "zz_cmd").out
    assert uapi("check", "old", "new", "-t", "x86_64").code == 1


def test_what_is_left_out_of_a_project_is_said(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "p", include__uapi__linux__a=S, src__b="struct b { int x; };\n")
    done = uapi("snapshot", "p")
    assert "only the headers below include/uapi are read, not src/b.h" in done.out
    assert "struct b" not in done.out


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_revisions_of_a_bare_repository(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "r", linux__a=S)
    git(tmp_path, "init", "-q", "r")
    for text in (S, S.replace("int", "long")):
        write(tmp_path / "r", linux__a=text)
        git(tmp_path / "r", "add", "-A")
        git(tmp_path / "r", "commit", "-qm", "x")
    git(tmp_path, "clone", "-q", "--bare", "r", "bare")
    from tests.cli.conftest import runner

    here = runner(tmp_path / "bare")
    assert here("check", "HEAD~1", "HEAD", "-t", "x86_64").code == 1
    assert "long x" in here("show", "HEAD", "s").out


def test_the_directory_of_several_trees(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "trees", a__linux__k=S, b__linux__k=S)
    done = uapi("show", "trees", "s")
    assert done.code == 2
    assert "several trees of headers, a, b; name one of them" in done.err


def test_a_copy_without_asm(uapi, tmp_path):  # noqa: F811
    text = "#include <asm/pg.h>\n#ifndef PG_OFF\n#define PG_OFF 0\n#endif\n"
    write(tmp_path / "copy", linux__p=text)
    write(tmp_path / "whole", linux__p=text, asm__pg="#define PG_OFF 64\n")
    done = uapi("check", "copy", "whole", "-t", "x86_64")
    assert done.code == 3
    assert "PG_OFF could not be compared" in done.out.replace("\n    ", " ")


def test_a_header_of_constants(uapi, tmp_path):  # noqa: F811
    write(tmp_path, co="#ifndef CO_H\n#define CO_H\n#define CO_A 1\n#endif\n")
    done = uapi("show", "co.h")
    assert (done.code, done.err) == (0, "")
    assert "1, int" in done.out
    assert "CO_H" not in done.out


def test_a_tree_of_links(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "work", linux__k='#include "l.h"\n', linux__l=S)
    (tmp_path / "links" / "linux").mkdir(parents=True)
    for name in ("k", "l"):
        (tmp_path / "links" / "linux" / f"{name}.h").symlink_to(tmp_path / f"work/linux/{name}.h")
    assert "struct s" in uapi("show", "links", "s").out
    write(tmp_path / "out", token=S)
    (tmp_path / "links" / "linux" / "m.h").symlink_to(tmp_path / "out" / "token.h")
    done = uapi("show", "links")
    assert done.code == 2
    assert "a link that leaves the header tree; refused" in done.err


def test_asm_of_several_architectures_beside_linux(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "qemu", linux__k="#include <asm/k.h>\nstruct s { struct r r; };\n")
    for name, member in (("x86", "int x;"), ("s390", "long x[3];")):
        (tmp_path / "qemu" / f"asm-{name}").mkdir()
        (tmp_path / "qemu" / f"asm-{name}" / "k.h").write_text(f"struct r {{ {member} }};\n")
    done = uapi("show", "qemu", "s", "-t", "x86_64,s390x")
    assert (done.code, done.err) == (0, "")
    assert "size 24" in done.out


def test_what_a_program_defines_and_includes_first(uapi, tmp_path):  # noqa: F811
    text = "#ifndef N\n#error N\n#endif\nstruct a { own_t x[N]; };\n"
    write(tmp_path, a=text, own="typedef long own_t;\n", tree__linux__a=text,
          tree__own="typedef long own_t;\n", tree__z="#define N 7\n")  # fmt: skip
    for source in ("a.h", "tree"):
        done = uapi("show", source, "a", "-D", "N=3", "--before", "own.h", "-t", "x86_64")
        assert "size 24" in done.out, done
    assert uapi("show", "a.h", "a").code == 3
    assert "--before none.h" in uapi("show", "a.h", "--before", "none.h").err
    assert uapi("show", "a.h", "-D", "3x").code == 2


@pytest.mark.parametrize("engine", ["auto", "pcpp"])
def test_a_line_directive_makes_no_other_header(uapi, tmp_path, engine):  # noqa: F811
    write(tmp_path / "t", linux__a='#include "b.h"\n#line 7 "x.y"\n' + S + '#include "c.h"\n'
          "struct t { int x; };\n", linux__b='#line 3 "linux/c.h"\nstruct b { int x; };\n',
          linux__c="struct c { int x; };\n")  # fmt: skip
    done = uapi("show", "t", "s", "t", "b", "c", "--engine", engine)
    homes = [
        line.split()[-1].partition(":")[0] for line in done.out.split("\n") if "struct" in line
    ]
    assert homes == ["linux/a.h", "linux/a.h", "linux/b.h", "linux/c.h"]


def test_headers_that_no_program_can_include(uapi, tmp_path):  # noqa: F811
    write(tmp_path / "t", linux__a=S)
    for name in ("a>b.h", "a\nb.h"):
        (tmp_path / "t" / "linux" / name).write_text(S)
    done = uapi("snapshot", "t")
    assert done.code == 3
    assert done.err.count("no #include can name it") == 2


def test_both_sizes_of_time(uapi):  # noqa: F811
    try:
        tree = header_tree("7.2.0")
    except UnavailableError as error:
        pytest.skip(str(error))
    for number, named in (("0xc044560f", "VIDIOC_QBUF"), ("0xc050560f", "VIDIOC_QBUF (64-bit")):
        assert named in uapi("decode", number, "-t", "arm", "--source", str(tree)).out
