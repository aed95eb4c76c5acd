"""Which lines of a header a comment with a decision is about."""

from __future__ import annotations

import pytest

from abi.header import Header
from abi.rules.inline import in_header


def allows(text, old=None):
    before = Header("linux/x.h", old) if old is not None else None
    return list(in_header(Header("linux/x.h", text), before))


def only(text):
    (found,) = allows(text)
    return found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("int a;\nint b; /* uapi: allow r (why) */\nint c;\n", (2, 2)),
        ("int a;\nint b; // uapi: allow r (why)\nint c;\n", (2, 2)),
        ("int a;\n/* uapi: allow r (why) */\nint b;\nint c;\n", (3, 3)),
        ("int a;\n/* uapi: allow r (why) */\n\n\nint b;\nint c;\n", (5, 5)),
        ("int a;\n/*\n * Some words.\n * uapi: allow r (why)\n */\nint b;\nint c;\n", (6, 6)),
        ("int a;\n/* uapi: allow r (why) */\nstruct s {\n int b;\n};\nint c;\n", (3, 5)),
        ("int a;\n/* uapi: allow r (why) */\nstruct s\n{\n int b;\n};\nint c;\n", (3, 6)),
        ("int a;\nstruct s { /* uapi: allow r (why) */\n int b;\n};\nint c;\n", (2, 4)),
        ("int a;\nstruct s {\n int b;\n} x; /* uapi: allow r (why) */\nint c;\n", (2, 4)),
        ("int a;\nstruct s\n{\n int b;\n}; /* uapi: allow r (why) */\nint c;\n", (2, 5)),
        ("struct s {\n int b; /* uapi: allow r (why) */\n int c;\n};\n", (2, 2)),
        ("struct s {\n /* uapi: allow r (why) */\nunion {\n int b;\n} u;\nint c;\n};\n", (3, 5)),
        ("enum e {\n A,\n B, /* uapi: allow r (why) */\n C\n};\n", (3, 3)),
        ("enum e {\n A,\n /* uapi: allow r (why) */\n C\n};\nint a;\n", (4, 5)),
        ("int a;\n/* uapi: allow r (why) */\n#define A 1\n#define B 2\n", (3, 3)),
        ("int a;\n/* uapi: allow r (why) */\n#define A \\\n 1\n#define B 2\n", (3, 4)),
        ("int a;\n/* uapi: allow r (why) */\n#ifdef X\nint b;\n#endif\n", (4, 4)),
        ("int a;\n/* uapi: allow r (why) */\nint f(int x,\n      int y);\nint c;\n", (3, 4)),
        ("/* uapi: allow r (why) */\nstruct s {\n int b;\n};\n", (2, 4)),
        ("/* uapi: allow r (why) */\n#ifndef G\n#define G\nint a;\n#endif\n", (0, 0)),
        ("/* L */\n/* uapi: allow r (why) */\n\nint a;\n", (0, 0)),
        ("int a;\n/* uapi: allow r struct s.b (why) */\n", (0, 0)),
        ("int a;\n/* uapi: allow r (why) */\n", (2, 2)),
    ],
)  # fmt: skip
def test_lines(text, lines):
    assert only(text).lines == lines


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("/* uapi: allow r (why) */", ("r", "*", (), "", "why")),
        ("/* uapi: allow r (f(x) says so) */", ("r", "*", (), "", "f(x) says so")),
        ("/* uapi: allow r [i386] (why) */", ("r", "*", ("i386",), "", "why")),
        ("/* uapi: allow r [i386, arm] (why) */", ("r", "*", ("i386", "arm"), "", "why")),
        ("/* uapi: allow r until 2027-01-31 (why) */", ("r", "*", (), "2027-01-31", "why")),
        ("/* uapi: allow r struct s.b (why) */", ("r", "struct s.b", (), "", "why")),
        (
            "/* uapi: allow r struct s.b [arm] until 2027-01-31 (why) */",
            ("r", "struct s.b", ("arm",), "2027-01-31", "why"),
        ),
        ("/* uapi: allow r (a long\n * reason) */", ("r", "*", (), "", "a long reason")),
        ("/* uapi: allow r */", ("r", "*", (), "", "")),
        ("/* uapi: allow r () */", ("r", "*", (), "", "")),
        ("/* uapi: allow */", ("", "*", (), "", "")),
    ],
)
def test_words(comment, expected):
    found = only(f"int a;\n{comment}\nint b;\n")
    assert (found.rule, found.name, found.targets, found.until, found.reason) == expected


def test_several_in_a_comment():
    found = allows("/* uapi: allow a (x) uapi: allow b (y) */\nint a;\n")
    assert [(a.rule, a.reason) for a in found] == [("a", "x"), ("b", "y")]


@pytest.mark.parametrize(
    "text",
    [
        'const char *s = "/* uapi: allow r (why) */";\n',
        "/* see include/uapi: allowed there */\n",
        "/* uapi: allows r (why) */\n",
        "#define uapi allow r (why)\n",
    ],
)
def test_what_is_none(text):
    assert allows(text) == []


def test_new_is_what_stood_nowhere_in_the_header():
    (found,) = allows(
        "int x;\nint a; /* uapi: allow r (y) */\n", "int a; /* uapi: allow r (y) */\n"
    )
    assert not found.is_new
    (found,) = allows("int a; /* uapi: allow r (y) */\n", "int a; /* uapi: allow r (z) */\n")
    assert found.is_new
