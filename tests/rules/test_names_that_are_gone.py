"""Names that are gone, and break nobody: they live on, or never built."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines


def found(old: str, new: str) -> list[str]:
    every = lines(compared((old, new), ("x86_64",)), ("x86_64",))
    return [line for line in every if not line.startswith("names-added")]


@pytest.mark.parametrize(
    ("old", "new", "verdicts"),
    [
        ("struct o { int a; };", "struct n { int a; };\n#define o n\n", "safe safe safe"),
        ("union o { int a; };", "union n { int a; };\n#define o n\n", "safe safe safe"),
        ("enum o { A, B };", "enum n { A, B };\n#define o n\n", "safe safe safe"),
        (
            "struct o { int a; };",
            "struct n { int a, b; };\n#define o n\n",
            "depends depends depends",
        ),
        (
            "struct o { int a; };",
            "struct n { int a; };\n#define m n\n#define o m\n",
            "safe safe safe",
        ),
        ("typedef int o;", "typedef int n;\n#define o n\n", "safe safe safe"),
        ("typedef int o;", "typedef long n;\n#define o n\n", "depends depends depends"),
        (
            "typedef struct { int a; } o;",
            "struct n { int a; };\n#define o struct n\n",
            "safe safe safe",
        ),
        ("int o(int a);", "int n(int a);\n#define o n\n", "safe safe safe"),
        ("int o(int a);", "int n(int a);\n#define o(x) n(x)\n", "safe safe safe"),
        ("int o(int a);", "int n(long a);\n#define o n\n", "safe safe depends"),
        (
            "#define o(a) ((a) + 1)\n",
            "static inline int o(int a) { return a + 1; }",
            "safe safe depends",
        ),
        ("#define o 8\n", "static const int o = 8;", "safe safe depends"),
    ],
)
def test_a_name_that_lives_on(old, new, verdicts):
    lived = [line for line in found(old, new) if line.startswith("name-kept ")]
    assert [line.split(" ", 1)[1].endswith(verdicts) for line in lived] == [True]
    assert not any(line.endswith("breaks") for line in found(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("struct o { int a; };", "struct n { int a; };\ntypedef struct n o;\n"),
        ("struct o { int a; };", "struct n { int a; };\n#define o struct n\n"),
        ("typedef int o;", "struct n { int a; };\n#define o n\n"),
        ("int o(int a);", "#define o gone\n"),
        ("struct o { int a; };", "#define o o\n"),
    ],
)
def test_a_name_that_does_not(old, new):
    assert any(line.endswith(" breaks") for line in found(old, new))


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("#define X(a) ((u64)(a))\n", "safe"),
        ("#define X(a) BIT(a)\n", "safe"),
        ("#define X(a) sizeof(struct nobody)\n", "safe"),
        ("#define X(a) program_call(a)\n", "depends"),
        ("#define X program_name\n", "depends"),
        ("#define X(a) do { for (int n = 0; n < 8; i n++) a[n] = 0; } while (0)\n", "safe"),
        ("static inline u32 X(u64 a) { return a; }\n", "safe"),
    ],
)
def test_what_never_built(code, source):
    """gcc refuses each where it is used, and no program could."""
    (line,) = found(code, "")
    assert line.startswith("never-built-removed ")
    assert line.endswith(f" safe safe {source}")


@pytest.mark.parametrize(
    "code",
    [
        "#define X(a) do { if (a) return a ++; else a--; } while (0)\n",
        "#define X(a, op) do { op a++; } while (0)\n",
        "#define STAR *\n#define X(a) do { STAR a++; } while (0)\n",
        "#define X(a) do { __extension__ a++; } while (0)\n",
        "#define X(a) do { int b = a + b ++ a; } while (0)\n",
    ],
)
def test_what_may_build(code):
    """A keyword, a parameter or a macro before a name that is counted up is no fault."""
    assert any(line.startswith("function-macro-removed X ") for line in found(code, ""))


def test_what_no_compiler_took_and_is_another_text_now():
    (line,) = found("#define X(a) (i a1++)\n", "#define X(a) (a1++)\n")
    assert line == "function-macro-changed X safe safe safe"


def test_what_never_built_and_is_another_text_now():
    (line,) = found("#define X(a) ((u64)(a) << 2)\n", "#define X(a) ((u64)(a) << 3)\n")
    assert line == "function-macro-changed X safe safe safe"
