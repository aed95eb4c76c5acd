"""Headers that somebody wrote to make a preprocessor open what lies outside of their tree."""

from __future__ import annotations

import os
import shutil

import pytest

GOOD = "struct good { int x; };\n"
SECRET = "../../out/secret.h"

SURE = {
    "behind a comment in a comment": f'// /*\n#include "{SECRET}"\n// */\n',
    "behind a literal with a comment": f'char *s = "/*";\n#include "{SECRET}"\n/* */\n',
    "behind a character like it": f"int c = '/*';\n#include \"{SECRET}\"\n/* */\n",
    "behind a byte order mark": f'\ufeff#include "{SECRET}"\n',
    "behind a carriage return": f'int x;\r#include "{SECRET}"\n',
    "a digraph in two lines": f'%\\\n:include "{SECRET}"\n',
    "a comment that ends in two lines": f'/* x *\\\n/ #include "{SECRET}"\n',
    "a comment that begins in two lines": f'/\\\n* */ #include "{SECRET}"\n',
    "a name in two lines": '#include "../../out/sec\\\nret.h"\n',
    "a keyword in two lines": f'#inc\\  \nlude "{SECRET}"\n',
    "comments all over": f'/**/#/**/include/*\n*/"{SECRET}"\n',
    "form feeds": f'\f#\vinclude\f"{SECRET}"\n',
    "an apostrophe before": f'#define S don\'t /* x\n#include "{SECRET}"\n/* */\n',
    "the next one": f"#include_next <{SECRET}>\n",
    "import": f'#import "{SECRET}"\n',
    "absolute": "// /*\n#include </etc/passwd>\n// */\n",
    "only asked for": '#if __has_include("/etc/shadow")\n#define HAS 1\n#endif\n',
    "only asked for, in two lines": '#if __has_inc\\\nlude(</etc/shadow>)\n#endif\n',
    "embedded": '#embed "/etc/passwd"\n',
    "a pragma": '#pragma GCC dependency "/etc/passwd"\n',
    "a pragma with a comment": '#pragma GCC/**/dependency "/etc/passwd"\n',
    "a pragma of clang": '#pragma clang dependency "/etc/passwd"\n',
    "an operator": '_Pragma("GCC dependency \\"/etc/passwd\\"")\n',
    "an operator in two lines": '_Prag\\\nma("GCC depen\\\ndency \\"/etc/passwd\\"")\n',
    "an operator with a comment": '_Pragma("GCC/**/dependency \\"/etc/passwd\\"")\n',
    "a raw literal": f'#define S R"(\n"/*)"\n#include "{SECRET}"\n/* */\n',
    "a name with a comment": (
        f'#if __has_include(<a/*>)\n#endif\n#include "{SECRET}"\n/* */\n'
    ),
    "a guard around it": f'#ifndef A\n#define A\n#include "{SECRET}"\n#endif\n',
}  # fmt: skip
PERHAPS = {
    "a macro": f'#define P "{SECRET}"\n#include P\n',
    "a macro that is asked for": '#define P "/etc/passwd"\n#if __has_include(P)\n#endif\n',
    "another name for asking": '#define H __has_include\n#if H("/etc/passwd")\n#endif\n',
    "asked for what to embed": '#if __has_embed("/etc/passwd")\n#endif\n',
    "an error that clang reads to its end": f'#error /*\n#include "{SECRET}"\n/* */\n',
    "lines that clang does not join": f'char s[] = "a \\\\\n\n/*"\n#include "{SECRET}"\n/* */\n',
    "a branch that is not taken": f'#ifdef X\n#include "{SECRET}"\n#endif\n',
    "words for an operator": '#define D(x) _Pragma(#x)\nD(GCC dependency "/etc/passwd")\n',
    "a backslash in the name": f'#include "a\\"/*\n " */ "/*"\n#include "{SECRET}"\n/* */\n',
}  # fmt: skip


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree" / "linux").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.h").write_text('#define API_TOKEN "hunter2"\n')
    return tmp_path / "tree" / "linux"


@pytest.mark.parametrize("what", [*SURE, *PERHAPS])
def test_a_header_alone_is_refused(uapi, tree, what):
    text = {**SURE, **PERHAPS}[what]
    (tree / "a.h").write_bytes(f"{text}{GOOD}".encode())
    done = uapi("snapshot", "tree")
    assert (done.code, done.err.count("\n")) == (2, 1), done
    assert "linux/a.h:" in done.err
    assert "refused" in done.err
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("what", PERHAPS)
def test_beside_others_that_are_read(uapi, tree, what):
    """What may be harmless costs its header, and those that include it."""
    (tree / "a.h").write_bytes(PERHAPS[what].encode())
    (tree / "by.h").write_text("#include <linux/a.h>\nstruct by { int x; };\n")
    (tree / "good.h").write_text(GOOD)
    done = uapi("show", "tree", "good", "by")
    assert done.code == 3
    assert "struct good" in done.out
    assert "linux/a.h:" in done.err
    assert "hunter2" not in done.out + done.err
    shutil.copytree(tree.parent, tree.parent.parent / "new")
    (tree.parent.parent / "new" / "linux" / "a.h").write_text(PERHAPS[what] + GOOD)
    assert uapi("check", "tree", "new", "--only", "linux/good.h").code == 0
    done = uapi("check", "tree", "new")
    assert done.code == 3
    assert "linux/a.h" in done.out + done.err


def test_a_pipe_is_not_opened(uapi, tree):
    os.mkfifo(tree / "pipe.h")
    os.mkfifo(tree / "other")
    (tree / "a.h").write_text('#include "other"\n')
    (tree / "good.h").write_text(GOOD)
    done = uapi("show", "tree", "good")
    assert (done.code, done.err) == (0, "")
    done = uapi("snapshot", "tree")
    assert "linux/pipe.h" in done.err
    assert "linux/a.h" in done.err
    assert "struct good" in done.out
    assert done.code == 3


def test_what_is_asked_for_and_is_in_the_tree(uapi, tree):
    text = "#if __has_include(<linux/b.h>)\n#include <linux/b.h>\n#define HAS 1\n#else\n"
    text += "#define HAS 0\n#endif\n"
    (tree / "a.h").write_text(text)
    assert "0, int" in uapi("show", "tree", "HAS").out
    (tree / "b.h").write_text(GOOD)
    assert "1, int" in uapi("show", "tree", "HAS").out


def test_the_next_header_of_a_name(uapi, tree, tmp_path):
    (tmp_path / "more" / "linux").mkdir(parents=True)
    (tmp_path / "more" / "linux" / "a.h").write_text("#define A 7\n")
    (tree / "a.h").write_text("#include_next <linux/a.h>\n#define B (A + 1)\n")
    assert "8, int" in uapi("show", "tree/linux/a.h", "B", "--include", "more").out


def test_what_no_scan_sees_is_not_asked(uapi, header):
    """Else the answer of today would be kept when the file appears."""
    header('#define A(x, y) x##y\n#if A(__has_,include)("later.h")\n#define L 1\n#endif\nint x;\n')
    for _ in range(2):
        done = uapi("show", "x.h", "--engine", "gcc")
        assert done.code != 0, done
        assert "x.h:2" in done.err
        header("int later;\n", "later.h")


def test_a_file_that_appears_is_seen(uapi, header):
    header('#if __has_include("later.h")\ntypedef int is_there;\n#endif\nstruct s { int x; };\n')
    assert "is_there" not in uapi("show", "x.h", "*").out
    header("int later;\n", "later.h")
    assert "is_there" in uapi("show", "x.h", "*").out
