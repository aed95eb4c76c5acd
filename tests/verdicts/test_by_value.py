"""Records that functions take or give by value: who calls, and who is called, must agree."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared

SHORT, LONG = "struct s { int a; };\n", "struct s { int a, b; };\n"
ROWS = {
    "a parameter": ("void f(struct s x);", "function f"),
    "one without a name": ("void f(struct s);", "function f"),
    "a result": ("struct s f(void);", "function f"),
    "in another record": ("struct o { struct s s; };\nvoid f(struct o x);", "function f"),
    "of a callback": ("struct o { int (*f)(struct s); };", "struct o"),
    "of a callback's typedef": ("typedef int (*f_t)(struct s x);", "typedef f_t"),
    "of an inline function": (
        "static inline int f(struct s x) { return x.a; }", "function f",
    ),
    "by a typedef": ("typedef struct s s_t;\nvoid f(s_t x);", "function f"),
    "an address": ("void f(struct s *x);\nstruct s *g(void);", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    text, told = ROWS[name]
    found = {f.rule: f for f in compared((SHORT + text, LONG + text), ("x86_64",))}
    also = found["record-grown"].also
    assert also == (("struct s.b", told) if told else ("struct s.b",))


def test_a_typedef_that_defines_its_record():
    text = "typedef struct s {{ int {}; }} s_t;\nvoid f(s_t x);\n"
    (found,) = compared((text.format("a"), text.format("a, b")), ("x86_64",))
    assert "function f" in found.also


def test_what_tells_the_kernel_a_size_tells_no_function():
    old, new = (f"@ linux/gen_stats.h\n{record}void f(struct s x);\n" for record in (SHORT, LONG))
    (found,) = compared((old, new), ("x86_64",))
    assert found.verdicts is not None
    assert found.verdicts.old_program_new_kernel.value == "depends"
