"""Names found without parsing: by hand, and what the parser then finds."""

from __future__ import annotations

import itertools

import pytest

from abi.target import TARGETS
from headers.load import load
from headers.names import _keys_of_any, _keys_of_common, enumerators_of, keys_of
from headers.parse import parse_piece
from headers.several import HeaderDeclarations
from headers.sources.spec import open_source
from tests.conftest import Trees

CASES = {
    "struct s { int a; };": "struct s",
    "struct s;": "struct s",
    "union u;": "union u",
    "enum e;": "enum e",
    "struct s v;": "variable v",
    "struct s { int a; } v, *w;": "struct s|variable v|variable w",
    "struct s { struct t { int a; } b; union { int c; union u { int d; } e; }; };": (
        "struct s|struct t|union u"
    ),
    "struct s { enum e { A, B } a; enum { C } b; };": "struct s|enum e|enum #C",
    "enum { A = 1, B };": "enum #A",
    "enum e { A = (1 << 2), B = sizeof(int), };": "enum e",
    "enum e : unsigned char { A };": "enum e",
    "typedef int t;": "typedef t",
    "typedef int a, *b, c[3], (*d)(int, char);": "typedef a|typedef b|typedef c|typedef d",
    "typedef struct { int a; } t;": "typedef t",
    "typedef struct s { int a; } s, *ps;": "struct s|typedef s|typedef ps",
    "typedef struct s s;": "typedef s",
    "typedef enum { A, B } t;": "enum #A|typedef t",
    "typedef void f(int x);": "typedef f",
    "typedef int (*f)(struct s *, int (*)(void));": "typedef f",
    "typedef unsigned long long u64 __attribute__((aligned(8)));": "typedef u64",
    "typedef __attribute__((aligned(8))) unsigned long long u64;": "typedef u64",
    "typedef struct { int a; } __attribute__((packed)) t;": "typedef t",
    "typedef struct { int a; } t __attribute__((packed, aligned(4)));": "typedef t",
    "__extension__ typedef long long t;": "typedef t",
    "typedef int t[sizeof(struct s) / sizeof(int)];": "typedef t",
    "struct s { int a; } __attribute__((packed));": "struct s",
    "struct __attribute__((packed)) s { int a; };": "struct s",
    "int f(void);": "function f",
    "int f(struct s *a, int b[3], ...);": "function f",
    "extern struct s *f(const char *, unsigned long) __attribute__((noreturn));": "function f",
    "static inline int f(int a);": "function f",
    "static __inline__ unsigned f(unsigned a);": "function f",
    "extern int x, *y, z[3], g(void);": "variable x|variable y|variable z|function g",
    "extern int (*handler)(int);": "variable handler",
    "int f(int (*call)(int));": "function f",
    "int f(int a, void (*call)(void *), int b);": "function f",
    "int f(int new, int (*call)(int delete));": "function f",
    "void (*f(int a, void (*call)(int)))(int);": "function f",
    "typedef int f(int (*call)(int));": "typedef f",
    "extern int (*table[4])(int);": "variable table",
    "const char *const names[] = { \"a, b\", \"c\" };": "variable names",
    "unsigned int x = 5;": "variable x",
    "typedef __typeof__(int *) ptr_t;": "typedef ptr_t",
    "typedef __typeof__(1 + 1) one_t, *other_t;": "typedef one_t|typedef other_t",
    "extern __typeof__(int) x;": "variable x",
    "int (*fget(int n))(struct s9 *, char);": "function fget",
    "int (*(*fget2(int n))(void))[3];": "function fget2",
    "int (*(*pointer)(int n))(void);": "variable pointer",
    "int (named)(int a);": "function named",
    "int ((twice))(int a);": "function twice",
    "int (*(named_pointer))(int a);": "variable named_pointer",
    "nothing(known) @ 7;": None,
    "int (array)[3];": "variable array",
    "typedef int (*(*pair[2])(void))(int);": "typedef pair",
    "int *(*f)(void), (*g(int))(void), h[2];": "variable f|function g|variable h",
    "extern struct s { int a; } f(struct t *);": "struct s|function f",
    "struct s { int a; } const *volatile v;": "struct s|variable v",
    "const struct s { int a; } v;": "struct s|variable v",
    "volatile struct s;": "struct s",
    "union u *const u;": "variable u",
    "int f(void) __asm__(\"g\"), h;": "function f|variable h",
    "int __attribute__((aligned(8))) x, __attribute__((aligned(4))) y;": "variable x|variable y",
    "_Alignas(8) int x;": "variable x",
    "struct [[gnu::packed]] s { int a; };": "struct s",
    "[[gnu::unused]] int x [[gnu::aligned(8)]];": "variable x",
    "enum [[gnu::packed]] e { A [[deprecated]] = 1, B };": "enum e",
    "enum : unsigned char { A };": "enum #A",
    "struct $d { int a; };": "struct $d",
    "int a$b(void), $c;": "function a$b|variable $c",
    "enum { $A };": "enum #$A",
    "struct s { int a; } v = { 1 }, w = { .a = 2 };": "struct s|variable v|variable w",
    "struct s { int a }": None,
    "enum e { A = ',', B = \"a, b\"[0] };": "enum e",
    "struct s { int f(int); };": None,
    "struct s { int a:3, :0, b:2; int (*f)(struct t *); };": "struct s",
    "struct s { int a[sizeof(struct t)]; };": "struct s",
    "struct s { };": "struct s",
    "_Static_assert(sizeof(int) == 4, \"int\");": "",
}  # fmt: skip


@pytest.mark.parametrize("text", [text for text, keys in CASES.items() if keys is not None])
def test_keys(text: str) -> None:
    expected = set(filter(None, (CASES[text] or "").split("|")))
    assert set(keys_of(text)) == expected


@pytest.mark.parametrize("text", [text for text, keys in CASES.items() if keys is not None])
def test_parser_agrees(text: str) -> None:
    assert {declared.key for declared in parse_piece(text, frozenset(), 0)} == set(keys_of(text))


def test_the_short_way_says_what_the_long_one_says() -> None:
    heads = ["", "typedef ", "typedef\n", "__extension__ typedef ", "static ", "extern inline "]
    types = ["struct", "struct s", "union u", "enum", "enum e", "enum enum", "struct enum", "int",
             "enum e : int", "struct s *", "s const", ""]  # fmt: skip
    bodies = ["", "{}", " { int a; }", "{ A = 1, B }", " { 1, A }", "{ union { int b; } c; }"]
    names = ["", " v", " *v", "*v", " v[2]", " v, w", " int", " const", " 9v", " v = 1",
             " f(int, char *)", " f()", " f(*a)", " f(int a[2])", " f(int (*g)(void))",
             " (*f)(int)", " f(int), g"]  # fmt: skip
    found = 0
    for parts in itertools.product(heads, types, bodies, names, [";", " ;", "\n; "]):
        text = "".join(parts)
        common = _keys_of_common(text)
        assert common in ((), _keys_of_any(text)), text
        found += bool(common)
    assert found > 450


@pytest.mark.parametrize(
    "text",
    [
        "enum { A = 1, B };", "enum\n{\n A,\n};", "enum e { A };", "struct s { int a; }  ;",
        "typedef struct { int a; } t;", "typedef union u { int a; } t;", "typedef enum { A } t;",
        "typedef unsigned long t;", "typedef struct s *t;", "typedef void f(int, char *);",
        "static __inline__ const void *f(const void *a);", "extern int x;",
    ],
)  # fmt: skip
def test_common_forms_go_the_short_way(text: str) -> None:
    assert _keys_of_common(text) == _keys_of_any(text) != ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("enum e { A, B = 2, C };", "A e|B e|C e"),
        ("enum { A = (1, 2), B = F(3, 4), C };", "A #A|B #A|C #A"),
        ("enum e { A = sizeof(int[2]), B, };", "A e|B e"),
        ("struct s { enum { A } a; enum f { B, C } b; };", "A #A|B f|C f"),
        ("enum e { A __attribute__((deprecated)), B };", "A e|B e"),
        ("enum e { A = 'a', B = A ? 1 : 2, C = (A == 1), D };", "A e|B e|C e|D e"),
        ("enum e : unsigned long { A = ~0UL };", "A e"),
        ("enum e { A [[deprecated]] = 1, B };", "A e|B e"),
        ("enum e { A = ',', B = \"a, b\"[0], C };", "A e|B e|C e"),
        ("enum { $A, B$C };", "$A #$A|B$C #$A"),
        ("typedef enum e { A = sizeof(struct { int a, b; }), B } t;", "A e|B e"),
    ],
)
def test_enumerators(text: str, names: str) -> None:
    expected = [(name, f"enum {key}") for name, key in map(str.split, names.split("|"))]
    assert enumerators_of(text) == expected


@pytest.mark.parametrize(("version", "target"), [("7.2.0", "x86_64"), ("5.16.2", "powerpc64")])
def test_whole_tree(version: str, target: str, trees: Trees) -> None:
    surface = load(open_source(str(trees(version))), TARGETS[target])
    declarations = surface.declarations
    assert isinstance(declarations, HeaderDeclarations)
    refused = compared = 0
    for piece in declarations.main.unit.pieces:
        found = declarations.main._parse(piece)
        if found:
            compared += 1
            assert set(found) == set(piece.keys), piece.code
        else:
            refused += bool(piece.keys)
    assert compared > 6000
    assert refused < 12  # Xen's types are in no tree
    owners = {name: key for key in surface.keys("enum") for name in surface.enumerators(key)}
    assert owners == {name: declarations.owner(name) for name in declarations.enumerators()}


@pytest.mark.parametrize("text", ["nothing(known) @ 7;", "f(int);", 'MODULE_LICENSE("GPL");'])
def test_a_call_declares_nothing(text: str) -> None:
    assert keys_of(text) == ()
