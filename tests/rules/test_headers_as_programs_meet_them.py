"""Headers as programs meet them: what no declaration says, and breaks those who include it."""

from __future__ import annotations

import pytest

from abi.difference import difference
from abi.rules.judge import judge
from tests.rules.pages import compared, lines, surface

STRUCT = "struct s { int a; };\n"


def said(old: str, new: str, target: str = "x86_64") -> list[str]:
    """What is found, as pages write it."""
    return list(lines(compared((old, new), (target,)), (target,)))


def of(rule: str, old: str, new: str, target: str = "x86_64") -> list[str]:
    """What one rule finds."""
    return [line for line in said(old, new, target) if line.startswith(f"{rule} ")]


def guarded(name: str, body: str, defined: str = "") -> str:
    return f"#ifndef {name}\n#define {defined or name}\n{body}#endif\n"


# #error and #warning


@pytest.mark.parametrize(
    ("before", "after", "source"),
    [
        ("", '#error "x"\n', "breaks"),
        ("", "#if 1\n#  error don't\n#endif\n", "breaks"),
        ("#ifdef __KERNEL__\n#error x\n#endif\n", "#error x\n", "breaks"),
        ("", "#ifdef __KERNEL__\n#else\n#error x\n#endif\n", "breaks"),
        ("", "#ifdef __x86_64__\n#error x\n#endif\n", "breaks"),
        ("", "#ifndef LATER\n#error x\n#endif\n#define LATER\n", "breaks"),
        ("", "#ifdef _GNU_SOURCE\n#error x\n#endif\n", "depends"),
        ("", "#if !defined(_GNU_SOURCE)\n#error x\n#endif\n", "depends"),
        ("", '#ifndef MY_SIDE\n#error "define MY_SIDE"\n#endif\n', "breaks"),
        ("", "#if !defined(MY_SIDE) && !defined(ITS_SIDE)\n#error x\n#endif\n", "breaks"),
        ("", "#if MY_SIDE == 0\n#error x\n#endif\n", "breaks"),
        ("", "#if MY_SIDE < 0 || MY_SIDE > 3\n#error x\n#endif\n", "depends"),
        ("", "#ifdef MY_SIDE\n#error x\n#endif\n", "depends"),
        ("", "#if !defined(MY_SIDE) && defined(_GNU_SOURCE)\n#error x\n#endif\n", "depends"),
        ("#ifdef MY_SIDE\n#endif\n", "#ifndef MY_SIDE\n#error x\n#endif\n", "depends"),
        ("", "#ifdef __KERNEL__\n#error x\n#endif\n", ""),
        ("", "#ifndef __linux__\n#error x\n#endif\n", ""),
        ("", "#ifdef __i386__\n#error x\n#endif\n", ""),
        ("", "/*\n#error x\n*/\n", ""),
        ("", "#if 0\n#error x\n#endif\n", ""),
        ("#error x\n", "#error x\n#error y\n", ""),
        ("#error x\n", "#error in other words\n", ""),
        ("#error x\n", "", ""),
    ],
)
def test_an_error(before, after, source):
    found = of("error-directive-added", before + STRUCT, after + STRUCT)
    assert found == ([f"error-directive-added text.h safe safe {source}"] if source else [])


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        ("", "#warning going away\n", True),
        ("", "#ifdef __KERNEL__\n#else\n#warning gone\n#endif\n", True),
        ("", "#ifdef __KERNEL__\n#warning gone\n#endif\n", False),
        ("#warning gone\n", "#define A\n#warning gone\n", False),
    ],
)
def test_a_warning(before, after, is_found):
    found = of("warning-directive-added", before + STRUCT, after + STRUCT)
    assert found == ["warning-directive-added text.h safe safe depends"] * is_found


def test_an_error_in_a_new_header_breaks_nobody_that_exists():
    text = "@ linux/a.h\nint a;\n"
    assert of("error-directive-added", text, f"{text}@ linux/b.h\n#error x\n") == [
        "error-directive-added linux/b.h safe safe depends"
    ]


# Include guards


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        (guarded("T_H", STRUCT), guarded("T_H", STRUCT, "TH_H"), True),
        (guarded("T_H", STRUCT), STRUCT, True),
        (guarded("T_H", "enum e { A };\n"), "enum e { A };\n", True),
        (guarded("T_H", STRUCT), f"#if !defined(T_H)\n#define T_H 1\n{STRUCT}#endif\n", False),
        (guarded("T_H", STRUCT), guarded("OTHER_H", STRUCT), False),
        (guarded("T_H", STRUCT), f"#pragma once\n{STRUCT}", False),
        (guarded("T_H", "#define A 1\nint f(int);\n"), "#define A 1\nint f(int);\n", False),
        (STRUCT, STRUCT + "#define MORE 1\n", False),
        (guarded("T_H", STRUCT), guarded("T_H", "int f(int);\n") + STRUCT, True),
        (guarded("T_H", STRUCT), STRUCT + guarded("T_H", "int f(int);\n"), True),
        (guarded("T_H", STRUCT), guarded("T_H", f"{STRUCT}#undef T_H\n"), True),
        (
            guarded("T_H", STRUCT),
            f"#ifndef T_H\n#ifdef __KERNEL__\n#define T_H\n#endif\n{STRUCT}#endif\n",
            True,
        ),
        (guarded("T_H", STRUCT), guarded("T_H", STRUCT) + "int f(int);\n", False),
        (guarded("T_H", STRUCT), guarded("T_H", "") + guarded("S_H", STRUCT), False),
        (guarded("T_H", STRUCT), f"#include <linux/types.h>\n{guarded('T_H', STRUCT)}", False),
    ],
)
def test_a_header_that_is_read_twice(old, new, is_found):
    found = of("include-guard-lost", old, new)
    assert found == ["include-guard-lost text.h safe safe breaks"] * is_found


def test_a_new_header_whose_guard_does_not_work():
    text = "@ linux/a.h\nint a;\n"
    new = f"{text}@ linux/b.h\n{guarded('B_H', STRUCT, 'BH_H')}"
    assert of("include-guard-lost", text, new) == ["include-guard-lost linux/b.h safe safe breaks"]


FS = f"@ linux/fs.h\n{guarded('_LINUX_FS_H', 'struct fs { int a; };')}"


def test_a_copied_guard():
    new = f"{FS}@ linux/xe.h\n{guarded('_LINUX_FS_H', STRUCT)}"
    assert of("include-guard-shared", FS, new) == [
        "include-guard-shared linux/xe.h safe safe depends"
    ]
    (added,) = [f for f in compared((FS, new), ("x86_64",)) if f.rule == "header-added"]
    assert added.also == ("struct s",)  # it is read by itself, and nothing of it is lost


def test_a_guard_that_becomes_that_of_another_header():
    old, new = (f"{FS}@ linux/xe.h\n{guarded(n, STRUCT)}" for n in ("_XE_H", "_LINUX_FS_H"))
    assert said(old, new) == ["include-guard-shared linux/xe.h safe safe breaks"]
    assert said(new, old) == []


def test_a_copied_guard_in_a_header_that_an_old_one_includes():
    fs = f"@ linux/fs.h\n#include <linux/xe.h>\n{guarded('_LINUX_FS_H', 'struct fs { int a; };')}"
    new = f"{fs}@ linux/xe.h\n{guarded('_LINUX_FS_H', STRUCT)}"
    assert "include-guard-shared linux/xe.h safe safe breaks" in said(FS, new)


# C++


@pytest.mark.parametrize(
    "code",
    [
        "struct s { int class; };",
        "union u { int new; };",
        "struct s { struct { int this; } in; };",
        "int f(int private);",
        "enum e { delete };",
        "enum { template };",
        "typedef int operator;",
        "typedef unsigned bool;",
        "int virtual(void);",
        "extern int export;",
        "struct friend { int a; };",
        "struct s { _Bool b; };",
        "int f(char *restrict p);",
        "int f(int a[static 2]);",
        "static inline int f(int a) { int new = a; return new; }",
        "struct s { union { struct in { int a; } x; int b; }; };",
        "struct s {\n\tunion {\n\t\tenum e { A } x;\n\t};\n};",
        "struct s { struct { struct in { int a; } x; } ; };",
        "enum later;",
        "struct s { enum later *p; };",
        "int f(enum later);",
        "struct in { int n; int a[]; }; struct out { struct in i; int t; };",
        "struct in { int n; int a[]; }; typedef struct in in_t; struct o { in_t i; int t; };",
        "struct i { int n; int a[]; }; struct m { struct i i; }; struct o { struct m m; int t; };",
    ],
)
def test_what_both_compilers_of_cxx_were_asked_about(code):
    """Each of these is taken by gcc and clang, and refused by g++, in all but the last three by
    clang++, too (12 and 22)."""
    old, new = (surface(text, "x86_64") for text in ("int z;\n", f"int z;\n{code}\n"))
    changes = difference(old, new)
    for is_cxx, source in ((False, "depends"), (True, "breaks")):
        found = judge(changes, old, new, is_cxx=is_cxx).findings
        given = {f.verdicts.source.value for f in found if f.rule == "cxx-refuses"}
        assert given == {source}


@pytest.mark.parametrize(
    "code",
    [
        "#ifndef __cplusplus\nstruct s { int class; };\n#endif",
        "#ifdef __KERNEL__\nstruct s { int class; };\n#endif",
        "/* a new class */ struct s { int klass, newer; };",
        "#define X(class) (class)",
        '#define X "new"',
        "enum now { A }; enum now; struct s { enum now n; };",
        "struct s { union { struct in { int a; } x; int b; } u; };",
        "struct s { union { struct in *x; int b; }; };",
        "struct in { int n; int a[0]; }; struct out { struct in i; int t; };",
        "struct in { int n; int a[]; }; struct out { int t; struct in i; };",
        "struct in { int n; int a[]; }; struct out { struct in *i; int t; };",
        "struct s { bool_t a; };",
    ],
)
def test_what_cxx_takes(code):
    code = code.replace("bool_t", "unsigned char")
    assert of("cxx-refuses", "int z;\n", f"int z;\n{code}\n") == []


def test_a_header_that_cxx_refused_before():
    text = "struct s { int class; };\n"
    assert of("cxx-refuses", text, f"{text}struct t {{ int new; }};\n") == []


def test_what_embeds_a_record_with_a_new_flexible_array():
    text = "@ linux/a.h\nstruct in {{ int n; {} }};\n@ linux/b.h\n#include <linux/a.h>\n{}"
    held = "struct mid { struct in i; };\nstruct out { struct mid m; int t; };\n"
    old, new = text.format("", held), text.format("int a[];", held)
    assert of("cxx-refuses", old, new) == ["cxx-refuses struct out.m safe safe depends"]


# #if


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        ("#define X 8\n", "#define X ((int)8)\n", True),
        ("#define X 8\n", "#define X sizeof(long)\n", True),
        ("#define X (1 << 3)\n", "#define X ((unsigned long)8)\n", True),
        ("#define X 8\n", "enum { Y = 8 };\n#define X Y\n", True),
        ("#define X 8\n", "enum { X = 8 };\n#define X X\n", True),
        ("#define X 8\n", "#define X (int)9\n", True),
        ("#define X 8\n", "#define X 8U\n", False),
        ("#define X 8\n", "#define Y 8\n#define X (Y + 0)\n", False),
        ("#define X ((int)8)\n", "#define X ((long)8)\n", False),
        ("#define X ((int)8)\n", "#define X 8\n", False),
    ],
)
def test_what_if_can_use(old, new, is_found):
    found = of("macro-unusable-in-if", old, new)
    assert found == ["macro-unusable-in-if X safe safe depends"] * is_found


@pytest.mark.parametrize(
    "new", ["#define X 8.0\n", "extern int x;\n#define X x\n", "#define X 8 + *p\nextern int *p;\n"]
)
def test_a_value_that_is_no_constant_any_more(new):
    """It still builds as a value."""
    assert of("constant-lost-value", "#define X 8\n", new) == [
        "constant-lost-value X safe safe depends"
    ]


# Members that hang on a macro of the program

PLAIN = "struct e { unsigned long sec; int code; };\n"
HANGS = "struct e {{\n#if {}\n{}\n#else\nunsigned long sec;\n#endif\nint code; }};\n"


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        (PLAIN, HANGS.format("defined(__USE_TIME_BITS64)", "long long sec;"), True),
        (PLAIN, HANGS.format("FEATURE > 2", "long long sec;"), True),
        (
            PLAIN,
            "struct e { unsigned long sec; int code;\n#ifdef WITH_X\nint x;\n#endif\n};\n",
            True,
        ),
        (HANGS.format("defined(A)", "int p;"), HANGS.format("defined(A)", "int p, q;"), True),
        (HANGS.format("defined(A)", "int p;"), PLAIN, True),
        (PLAIN, HANGS.format("defined(__KERNEL__)", "long long sec;"), False),
        (PLAIN, HANGS.format("defined(__mips__)", "long long sec;"), False),
        (PLAIN, "#define OWN 0\n" + HANGS.format("OWN", "int sec;"), False),
        (HANGS.format("A", "int p;"), "/* moved */\n" + HANGS.format("A", "int  p;"), False),
        ("int z;\n", "int z;\n" + HANGS.format("A", "int p;"), False),
    ],
)
def test_a_record_that_is_another_one_to_each_program(old, new, is_found):
    found = of("layout-hangs-on-macro", old, new)
    assert found == ["layout-hangs-on-macro struct e depends depends depends"] * is_found


def test_a_condition_that_the_target_decides():
    new = HANGS.format("__BITS_PER_LONG == 32 && defined(__USE_TIME_BITS64)", "long long sec;")
    assert of("layout-hangs-on-macro", PLAIN, new) == []
    assert of("layout-hangs-on-macro", PLAIN, new, "i386")


def test_a_real_record(trees):
    """`input_event` of Linux 6.3 hangs on `__USE_TIME_BITS64`, on 32-bit targets only."""
    from abi.rules.met.hanging import hanging
    from abi.target import TARGETS
    from headers.load import load
    from headers.sources.spec import open_source

    for target, found in (("i386", {"struct input_event"}), ("x86_64", set())):
        tree = load(open_source(str(trees("7.2.0") / "any-linux-any")), TARGETS[target])
        assert set(hanging(tree.headers.get("linux/input.h"), tree)) == found


# What is left to the C library


def test_a_macro_of_libc_compat_that_is_gone():
    old = "#define __UAPI_DEF_X 1\n#if __UAPI_DEF_X\nstruct x { int a; };\n#endif\n"
    for new in ("struct x { int a; };\n", "#define OTHER 1\nstruct x { int a; };\n"):
        found = {f.rule: f.verdicts.source for f in compared((old, new), ("x86_64",))}
        for rule in ("feature-macro-removed", "libc-guard-lost"):
            assert found[rule].value == "depends"
            assert "redefines what libc has" in found[rule].reason
