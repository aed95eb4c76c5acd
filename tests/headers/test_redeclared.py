"""Names that stand twice: what gcc refuses is told, with both places, and nothing that it takes."""

from __future__ import annotations

import subprocess

import pytest

from abi.sight import unread
from abi.target import TARGETS
from tests.oracle.judge import surface_of
from tests.rules.pages import surface

TEXTS = (
    "struct s { int a; };\nstruct s { int b; };",
    "struct s { int a; };\nstruct s { int a; };",
    "struct s { int a; }; struct s { int b; };",
    "struct s { int a; };\nunion s { int b; };",
    "struct s { int a; };\nenum s { A };",
    "struct s;\nstruct s { int a; };\nstruct s;",
    "struct o { struct s { int a; } x; };\nstruct s { int a; };",
    "enum a { X };\nenum a { Y };",
    "enum a { X };\nenum b { Y, X };",
    "enum a { X };\nstruct X { int a; };",
    "enum a { X };\ntypedef int X;",
    "enum { X };\nint X(void);",
    "typedef int t;\ntypedef long t;",
    "typedef int t;\ntypedef signed int t;",
    "typedef int i;\ntypedef i t;\ntypedef int t;",
    "typedef int i;\ntypedef i t;\ntypedef unsigned t;",
    "typedef struct { int a; } t;\ntypedef struct { int a; } t;",
    "typedef struct s { int a; } s;\ntypedef struct s s;",
    "typedef struct s { int a; } *p;\ntypedef struct s p;",
    "typedef int t[4];\ntypedef int t[0x4];",
    "typedef int t[4];\ntypedef int t[5];",
    "typedef const int t;\ntypedef int t;",
    "typedef int (*t)(int);\ntypedef int (*t)(int a);",
    "typedef int (*t)(int);\ntypedef int (*t)(long);",
    "int f(int);\nint f(int a);",
    "int f(int);\nlong f(int);",
    "int f(int *a);\nint f(int a[4]);",
    "int f(const int a);\nint f(int a);",
    "int f(int);\nint f(int, ...);",
    "extern int v;\nextern int v;",
    "extern int v;\nextern long v;",
    "int f(void);\ntypedef int f;",
    "#if 0\nstruct s { int a; };\n#else\nstruct s { int b; };\n#endif",
)  # fmt: skip


@pytest.fixture(scope="module")
def refused(gcc, tmp_path_factory):
    """The texts that gcc refuses."""
    folder = tmp_path_factory.mktemp("texts")
    names = [folder / f"{number}.c" for number, _ in enumerate(TEXTS)]
    for name, text in zip(names, TEXTS, strict=True):
        name.write_text(text + "\n", encoding="utf-8")
    command = [gcc, "-std=gnu11", "-fsyntax-only", *map(str, names)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    wrong = {line.partition(":")[0] for line in said.splitlines() if ": error: " in line}
    return {text for name, text in zip(names, TEXTS, strict=True) if str(name) in wrong}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text(refused, text):
    found = surface_of(text + "\n", TARGETS["x86_64"]).declarations.redeclared
    assert bool(found) is (text in refused)


def test_both_lines_are_told():
    text = "struct s {\n int a;\n};\n\nstruct s {\n int b;\n};\n"
    (problem,) = unread(surface_of(text, TARGETS["x86_64"]))
    assert str(problem) == "text.h:5: error: struct s is declared twice: in text.h:1, too"


def _found(*headers: str) -> list[str]:
    text = "".join(f"@ linux/{name}\n" for name in headers)
    return [one.name for one in surface(text, "x86_64").declarations.redeclared]


A = "#include <linux/a.h>\n"
S, OTHER = "struct s { int a; };\n", "struct s { int b; };\n"


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ((f"a.h\n{S}", f"b.h\n{S}"), []),  # two programs
        ((f"a.h\n{S}", f"b.h\n{OTHER}"), []),
        ((f"a.h\n{S}", f"b.h\n{A}{S}"), ["struct s"]),
        ((f"a.h\n{S}", f"b.h\n{A}{OTHER}"), ["struct s"]),
        ((f"a.h\n{S}", f"b.h\n{A}", f"c.h\n{A}"), []),
        ((f"a.h\n{S}{OTHER}", f"b.h\n{A}"), ["struct s"]),
        ((f"a.h\n#ifdef T\n{S}#else\n{OTHER}#endif\n", f"b.h\n#define T\n{A}"), []),
    ],
)  # fmt: skip
def test_only_what_a_program_meets_twice(headers, found):
    assert _found(*headers) == found
