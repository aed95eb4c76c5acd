"""Directives and includes of a header's text, as a compiler sees them."""

from __future__ import annotations

import random
import shutil
import subprocess

import pytest

from abi.header import Header
from abi.raw import quick

INCLUDES = [
    ("#include <a.h>\n", {"a.h": 1}),
    ("/* basic types */ #include <a.h>\n", {"a.h": 1}),
    ("/* two\n lines */ #include <a.h>\n", {"a.h": 2}),
    ("int x; /* two\n lines */ int y;\n", {}),
    (" \t# /* c */ include /* c */ <a.h>\n", {"a.h": 1}),
    ("#include/**/<a.h>\n", {"a.h": 1}),
    ("#\\\n include <a.h>\n", {"a.h": 2}),
    ("// c\n#include <a.h>\n", {"a.h": 2}),
    ("// c \\\n#include <a.h>\n", {}),
    ("/*\n#include <a.h>\n*/\n#include <b.h>\n", {"b.h": 4}),
    ("// no comment begins here: /*\n#include <a.h>\n", {"a.h": 2}),
    ('#define S "/*"\n#include <a.h>\n', {"a.h": 2}),
    ("#include <sys//a.h>\n", {"sys//a.h": 1}),
    ("#define INCLUDED \\\n#include <a.h>\n", {}),
    ('#include "a.h"\n#include <b>\n', {"a.h": 1, "b": 2}),
    ("#ifdef NEVER\n#include <a.h>\n#endif\n", {"a.h": 2}),
]


@pytest.mark.parametrize(("text", "expected"), INCLUDES)
def test_includes(text, expected):
    assert Header("x.h", text).includes == expected


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc")
def test_a_compiler_includes_the_same(tmp_path):
    """One that is missing is taken as one that is made later; what NEVER hides is none."""
    texts = [(text, found) for text, found in INCLUDES if "NEVER" not in text]
    for number, (text, _) in enumerate(texts):
        (tmp_path / f"{number}.c").write_text(text)
    sources = [f"{number}.c" for number in range(len(texts))]
    command = ["gcc", "-M", "-MG", "-undef", "-nostdinc", "-w", "-I.", *sources]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    rules = done.stdout.replace("\\\n", " ").strip().split("\n")
    for rule, (text, expected) in zip(rules, texts, strict=True):
        assert set(rule.split()[2:]) == set(expected), text


PARTS = (
    "/*", "*/", "//", "\n", "\n", "\\\n", "#", "\n#", "include ", "include<", "<a.h>", ' "b.h"',
    '"', "'", " ", "\t", "x", "define D ", "ifdef X", "\r\n", "%:", "import ", "inc", "lude ",
    "/*/", "\ufeff",
)  # fmt: skip


def test_includes_at_random():
    """The quick way to includes says what the directives say, or nothing."""
    choose = random.Random(11)
    known = 0
    for _ in range(20_000):
        text = "".join(choose.choices(PARTS, k=choose.randint(0, 16)))
        header = Header("x.h", text)
        raw = [(i.name, i.is_quoted, i.directive.line) for i in header.raw.includes if i.name]
        found = quick.includes(text)
        known += found is not None
        assert found is None or found == raw, text
        assert list(header.includes) == list(dict.fromkeys(name for name, *_ in raw)), text
        assert len(header.declarations) == len(text), text
    assert known > 5_000


def test_what_only_includes_is_told_from_what_declares():
    assert Header("x.h", "/* c */ #include <a.h>\n").only_includes
    assert not Header("x.h", "#include <a.h>\nint x;\n").only_includes
    assert not Header("x.h", "#define X 1\n").only_includes
