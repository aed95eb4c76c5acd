"""What differs between two headers: each fact once, and nothing that is none."""

from __future__ import annotations

import pytest

from abi.change import Carried, Change, ChangeKind
from abi.difference import difference, told
from abi.target import TARGETS
from tests.oracle.judge import surface_of

_IOC = """
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))
#define _IOWR(t, n, a) _IOC(3U, t, n, sizeof(a))
"""


def changes(old: str, new: str, target: str = "x86_64") -> list[Change]:
    surfaces = (surface_of(text, TARGETS[target]) for text in (old, new))
    return difference(*surfaces)


def facts(old: str, new: str) -> list[tuple[str, str, str, str]]:
    before, after = (surface_of(text, TARGETS["x86_64"]) for text in (old, new))
    found = (told(change, before, after) for change in difference(before, after))
    return [(c.kind.value, c.subject, c.old, c.new) for c in found]


def test_a_record_that_grew_carries_what_embeds_it() -> None:
    both = """
    struct outer {{ struct inner a; int after; }};
    struct holder {{ struct outer o[2]; }};
    struct points {{ struct inner *p; }};
    #define DO_IT _IOWR('x', 1, struct holder)
    """
    old = _IOC + "struct inner { int a; };" + both.format()
    new = _IOC + "struct inner { int a; int b; };" + both.format()
    size, added = changes(old, new)
    assert (size.kind, size.subject) == (ChangeKind.SIZE, "struct inner")
    assert (added.kind, added.subject) == (ChangeKind.MEMBER_ADDED, "struct inner.b")
    assert set(size.carries) == {
        Carried("struct outer", "8 bytes", "12 bytes"),
        Carried("struct holder", "16 bytes", "24 bytes"),
        # 3 << 30 | size << 16 | 'x' << 8 | 1, by hand for 16 and 24 bytes
        Carried("DO_IT", "3222304769 (0xc0107801)", "3222829057 (0xc0187801)"),
    }


def test_an_embedder_that_changed_itself_is_a_fact() -> None:
    old = "struct inner { int a; }; struct outer { struct inner i; };"
    new = "struct inner { int a, b; }; struct outer { struct inner i; int more; };"
    subjects = {change.own for change in changes(old, new)}
    assert subjects == {"struct inner", "struct outer"}


def test_a_constant_carries_what_it_sizes() -> None:
    both = "struct s { char name[LENGTH]; };\n#define TWICE (2 * LENGTH)\n"
    found = changes(f"enum {{ LENGTH = 4 }};\n{both}", f"enum {{ LENGTH = 8 }};\n{both}")
    assert [change.subject for change in found] == ["LENGTH"]
    assert {carried.name for carried in found[0].carries} == {"struct s", "TWICE"}


def test_enumerators_behind_an_inserted_one() -> None:
    found = changes("enum e { A, B, C, D };", "enum e { A, NEW, B, C, D, E };")
    assert [(c.kind, c.subject) for c in found] == [
        (ChangeKind.VALUE, "B"), (ChangeKind.ADDED, "E"), (ChangeKind.ADDED, "NEW"),
    ]  # fmt: skip
    assert found[0].carries == (Carried("C", "2", "3"), Carried("D", "3", "4"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#define A 0x10\n", "#define A 0x10 /* sixteen */\n"),
        ("#define F(x, y) ((x) + (y))\n", "#define F(a,  b) ((a)+(b))\n"),
        ("#ifndef T_H\n#define T_H\nstruct s { int a; };\n#endif\n", "struct s { int a; };\n"),
        ("struct s { int a; }; struct t { int b; };", "struct t { int b; }; struct s { int a; };"),
        ("typedef struct { int a; } t;", "typedef struct\n{\n  int a;\n} t;"),
        ("enum { A, B }; enum { C };", "enum { C }; enum { A, B };"),
        ("struct s { struct { int a; }; };", "struct s { struct { int a; }; };"),
    ],
)
def test_nothing(old: str, new: str) -> None:
    assert facts(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ("#define A 16\n", "#define A 0x10\n", "A"),
        ("#define A 1\n", "enum { A = 1 };", "A"),
        ("enum { A = 1 };", "enum { A = 1 };\n#define A A\n", "A"),
        (
            "typedef unsigned u32; struct s { unsigned a; };",
            "typedef unsigned u32; struct s { u32 a; };",
            "struct s.a",
        ),
        (
            "struct s { int n; int a[]; };",
            "struct s { int n; union { struct { struct { } __empty_a; int a[]; }; }; };",
            "struct s.__empty_a",
        ),
    ],
)
def test_respelled(old: str, new: str, subject: str) -> None:
    assert [(c.kind, c.subject) for c in changes(old, new)] == [(ChangeKind.RESPELLED, subject)]


def test_a_type_that_is_another_one() -> None:
    old = "typedef unsigned a; struct s { a m[2]; int *p; };"
    new = "typedef long a; struct s { a m[2]; long *p; };"
    kinds = {change.subject: change.kind for change in changes(old, new)}
    assert kinds["struct s.p"] is ChangeKind.MEMBER_RETYPED


def test_function_like_macros() -> None:
    assert facts("#define F(a, b) ((a) + (b))\n", "#define F(a, b) ((b) + (a))\n") == [
        ("text", "F", "(a, b) ((a) + (b))", "(a, b) ((b) + (a))")
    ]


def test_a_value_out_of_sight_is_no_change_of_it() -> None:
    (change,) = changes("#define A 1\n", "#define A WHAT\n")
    assert change.kind is ChangeKind.UNJUDGED
    assert "WHAT" in change.new


def test_a_guard_is_known_by_what_it_does() -> None:
    text = "#ifndef {0}\n#define {0}\n#define SWITCH\n#endif\n"
    assert facts(text.format("ODDLY_NAMED"), text.format("_OTHERWISE_")) == []
    assert facts(text.format("ODDLY_NAMED"), "#define SWITCH_H\n") == [
        ("removed", "SWITCH", "defined", ""),
        ("added", "SWITCH_H", "", "defined"),
    ]


def test_what_one_side_has_is_read_when_it_is_told() -> None:
    text = "struct s { int a[3]; };\n#define A (1 << 4)\n#define F(x) x\nenum { E = 7 };\n"
    text += "int f(void);\n"
    values = [("struct s", "12 bytes"), ("A", "16 (0x10)"), ("F", "(x) x"), ("E", "7")]
    added = facts("", text)
    assert {(subject, new) for kind, subject, _, new in added if kind == "added"} == {
        *values, ("function f", ""),
    }  # fmt: skip
    removed = facts(text, "")
    assert {(subject, old) for kind, subject, old, _ in removed if kind == "removed"} == {
        *values, ("function f", ""),
    }  # fmt: skip
    untold = changes("struct broken { nothing known; };\n", "#define A WHAT\n")
    assert [(c.kind, c.old, c.new) for c in untold] == [
        (ChangeKind.REMOVED, "", ""), (ChangeKind.ADDED, "", ""),
    ]  # fmt: skip


def test_a_macro_of_the_same_value_and_another_type() -> None:
    assert facts("#define A 1\n", "#define A 1U\n") == [("type", "A", "1, int", "1, unsigned int")]
    assert facts("#define A 1\n", "#define A (2 - 1)\n") == [("respelled", "A", "1", "(2 - 1)")]
    assert facts("#define A 1\n", "enum { A = 1 };\n") == [("respelled", "A", "1", "an enumerator")]


def test_members_of_a_record_that_only_a_typedef_names() -> None:
    old = "typedef struct { int a; unsigned b; } pair_t;"
    found = facts(old, "typedef struct { unsigned b; int a; } pair_t;")
    assert {(kind, subject) for kind, subject, *_ in found} == {
        ("member moved", "typedef pair_t.a"), ("member moved", "typedef pair_t.b"),
    }  # fmt: skip
    assert facts(old, "typedef struct { int a; unsigned b; int c; } pair_t;") == [
        ("size", "typedef pair_t", "8 bytes", "12 bytes"),
        ("member added", "typedef pair_t.c", "", "int at byte 8"),
    ]
