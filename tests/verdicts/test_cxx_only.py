"""What g++ refuses, or lays out otherwise, of headers that C takes."""

from __future__ import annotations

import subprocess

import pytest

from tests.rules.test_cxx import installed
from tests.verdicts.rows import TYPES, row, said

OPEN = '#ifdef __cplusplus\nextern "C" {\n#endif\n'
CLOSE = "#ifdef __cplusplus\n}\n#endif\n"
CAST = "static inline int *f(void *p) { return (int *)p; }"
REFUSED = "cxx-refuses {} safe safe depends"
BODY = "inline-body-changed function f depends depends depends"
CALLED = "int g(int a, int *b); void *h(int a);\n"
ROWS = {
    "a block that is not closed": row(
        f"{OPEN}int f(void);\n{CLOSE}", f"{OPEN}int f(void);\n", REFUSED.format("text.h"),
    ),
    "a block that was never opened": row(
        f"{OPEN}int f(void);\n{CLOSE}", f"int f(void);\n{CLOSE}", REFUSED.format("text.h"),
    ),
    "a block that is": row(
        "int f(void);", f"{OPEN}int f(void);\n{CLOSE}",
    ),
    "a pointer to void that is returned": row(
        CAST, "static inline int *f(void *p) { return p; }", BODY, REFUSED.format("function f"),
    ),
    "and that another pointer begins with": row(
        CAST, "static inline int *f(void *p) { int *q = p; return q; }", BODY,
        REFUSED.format("function f"),
    ),
    "and that another pointer to void begins with": row(
        CAST, "static inline int *f(void *p) { void *q = p; return (int *)q; }", BODY,
    ),
    "one that is assigned": row(
        "static inline int f(void *p) { int *q; q = (int *)p; return *q; }",
        "static inline int f(void *p) { int *q; q = p; return *q; }",
        BODY, REFUSED.format("function f"),
    ),
    "one that is passed": row(
        f"{CALLED}static inline int f(void *p) {{ return g(1, (int *)p); }}",
        f"{CALLED}static inline int f(void *p) {{ return g(1, p); }}",
        BODY, REFUSED.format("function f"),
    ),
    "a variable": row(
        "static inline int f(int *p) { void *v = p; int *q = (int *)v; return *q; }",
        "static inline int f(int *p) { void *v = p; int *q = v; return *q; }",
        BODY, REFUSED.format("function f"),
    ),
    "a member": row(
        "struct s { void *d; };\nstatic inline int *f(struct s *p) { return (int *)p->d; }",
        "struct s { void *d; };\nstatic inline int *f(struct s *p) { return p->d; }",
        BODY, REFUSED.format("function f"),
    ),
    "what a function gives": row(
        f"{CALLED}static inline int *f(int p) {{ return (int *)h(p); }}",
        f"{CALLED}static inline int *f(int p) {{ return h(p); }}",
        BODY, REFUSED.format("function f"),
    ),
    "one with something added": row(
        "static inline char *f(void *p) { return (char *)p + 4; }",
        "static inline char *f(void *p) { return p + 4; }", BODY, REFUSED.format("function f"),
    ),
    "one that stays a pointer to void": row(
        f"{CALLED}static inline void *f(void *p) {{ return p; }}",
        f"{CALLED}static inline void *f(void *p) {{ void *q; q = p; return h(*(int *)q); }}", BODY,
    ),
    "in a function that is new": row(
        "int z;", "int z;\nstatic inline int *f(void *p) { return p; }",
        REFUSED.format("function f"), "names-added text.h safe safe safe",
    ),
    "a number that becomes an enum": row(
        "enum e { A };\nstatic inline enum e f(int p) { return (enum e)p; }",
        "enum e { A };\nstatic inline enum e f(int p) { return p; }",
        BODY, REFUSED.format("function f"),
    ),
    "what only C has": row(
        "struct s { int a __attribute__((aligned(8))); };", "struct s { _Alignas(8) int a; };",
        REFUSED.format("struct s"),
    ),
}  # fmt: skip
HOLLOW = row(
    "struct e {}; struct f { int n[0]; };", "struct e {}; struct f { struct e x; int n[]; };",
    "cxx-refuses struct f.x depends depends depends",
    "flexible-array-added struct f.x safe safe safe",
    "flexible-array-respelled struct f.n safe safe depends",
)  # fmt: skip


FOR_C, FOR_CXX = "#ifndef __cplusplus\n{}\n#endif\n", "#ifdef __cplusplus\n{}\n#endif\n"
SHORT, LONG = "struct s { int a; };", "struct s { int a, b; };"
APART = {
    "a record that only C has": row(SHORT, FOR_C.format(SHORT), REFUSED.format("struct s")),
    "a member that only C has": row(
        LONG, "struct s { int a;\n#ifndef __cplusplus\nint b;\n#endif\n};",
        "cxx-refuses struct s depends depends depends",
    ),
    "another record in C++": row(
        SHORT, FOR_C.format(SHORT) + FOR_CXX.format(LONG),
        "cxx-refuses struct s depends depends depends",
    ),
    "a member that has a keyword's name in C": row(
        "struct s { int or; };",
        "struct s {\n#ifdef __cplusplus\nint or_;\n#else\nint or;\n#endif\n};",
    ),
    "what was so before": row(FOR_C.format(SHORT), FOR_C.format(f"\n{SHORT}")),
    "what both read": row(SHORT, f"{OPEN}{SHORT}\n{CLOSE}"),
    "what the kernel reads": row(SHORT, f"#ifdef __KERNEL__\nint k;\n#endif\n{SHORT}"),
}  # fmt: skip


@pytest.mark.parametrize("name", APART)
def test_what_both_languages_do_not_read_alike(name):
    assert said(APART[name]) == APART[name].found


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


def test_an_empty_record_has_a_byte():
    assert said(HOLLOW) == HOLLOW.found


def test_the_compiler_agrees(tmp_path):
    compiler = installed("g++")
    if not compiler:
        pytest.skip("no g++")
    for number, own in enumerate(ROWS.values()):
        (tmp_path / f"{number}.cc").write_text(TYPES + own.new, encoding="utf-8")
    checked = TYPES + HOLLOW.new + 'static_assert(__builtin_offsetof(struct f, n) == 4, "");\n'
    (tmp_path / "hollow.cc").write_text(checked, encoding="utf-8")
    command = [compiler, "-fsyntax-only", "hollow.cc", *(f"{n}.cc" for n in range(len(ROWS)))]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    wrong = {line.partition(":")[0] for line in done.stderr.splitlines() if " error: " in line}
    told = {f"{n}.cc" for n, r in enumerate(ROWS.values()) if any("cxx" in f for f in r.found)}
    assert wrong == told
