"""Kinds of difference between two C declarations: none is silent.

The kinds are those that libabigail's and STG's reports tell apart: qualifiers, also through
typedefs, parameters, enums, arrays, what untagged records hold.
"""

from __future__ import annotations

import pytest

from tests.rules.pages import compared

_QUALIFIERS = {
    "const on a pointee": ("struct u { char *p; };", "struct u { const char *p; };"),
    "const off a pointee": ("struct u { const char *p; };", "struct u { char *p; };"),
    "const on a pointee, by a typedef": (
        "struct s; typedef struct s *p_t; struct u { p_t p; };",
        "struct s; typedef const struct s *p_t; struct u { p_t p; };",
    ),
    "const on a pointee's typedef": (
        "typedef int i_t; struct u { i_t *p; };",
        "typedef const int i_t; struct u { i_t *p; };",
    ),
    "const on a pointee, two typedefs deep": (
        "typedef int a_t; typedef a_t b_t; struct u { b_t *p; };",
        "typedef int a_t; typedef const a_t b_t; struct u { b_t *p; };",
    ),
    "volatile on a member": ("struct u { int m; };", "struct u { volatile int m; };"),
    "const on a member": ("struct u { int m; };", "struct u { const int m; };"),
    "volatile on a member, by a typedef": (
        "typedef int i_t; struct u { i_t m; };",
        "typedef volatile int i_t; struct u { i_t m; };",
    ),
    "volatile on a pointee": ("struct u { int *p; };", "struct u { volatile int *p; };"),
    "const on elements": ("struct u { int m[4]; };", "struct u { const int m[4]; };"),
    "const on a pointer": ("struct u { int *p; };", "struct u { int *const p; };"),
    "const on a member of an untagged record": (
        "struct u { struct { int *p; } s[2]; };",
        "struct u { struct { const int *p; } s[2]; };",
    ),
    "const on a parameter's pointee": ("int f(char *p);", "int f(const char *p);"),
    "const on what is returned": ("char *f(void);", "const char *f(void);"),
    "const on a variable": ("extern int v;", "extern const int v;"),
    "restrict on a parameter": ("int f(char *p);", "int f(char *restrict p);"),
}
_FUNCTIONS = {
    "a parameter's type": ("int f(int a);", "int f(long a);"),
    "a parameter more": ("int f(int a);", "int f(int a, int b);"),
    "a parameter fewer": ("int f(int a, int b);", "int f(int a);"),
    "variadic": ("int f(int a);", "int f(int a, ...);"),
    "variadic no more": ("int f(int a, ...);", "int f(int a);"),
    "what is returned": ("int f(int a);", "long f(int a);"),
    "a callback's parameter": (
        "struct u { int (*call)(int); };",
        "struct u { int (*call)(long); };",
    ),
    "a callback's parameter more": (
        "struct u { int (*call)(int); };",
        "struct u { int (*call)(int, int); };",
    ),
    "a variadic callback": (
        "struct u { int (*call)(int); };",
        "struct u { int (*call)(int, ...); };",
    ),
    "what a callback returns": (
        "struct u { int (*call)(int); };",
        "struct u { void (*call)(int); };",
    ),
    "a callback's parameter, by a typedef": (
        "typedef int (*call_t)(int); struct u { call_t call; };",
        "typedef int (*call_t)(unsigned); struct u { call_t call; };",
    ),
    "a parameter's callback": ("int f(int (*call)(int));", "int f(int (*call)(char));"),
    "a type of functions": ("typedef int call_t(int);", "typedef int call_t(long);"),
    "a callback to data": ("struct u { int (*call)(int); };", "struct u { void *call; };"),
    "a parameter's record": (
        "struct a; struct b; int f(struct a *p);",
        "struct a; struct b; int f(struct b *p);",
    ),
}
_TYPES = {
    "an enum that needs more bytes": (
        "enum e { A, B }; struct u { enum e e; int z; };",
        "enum e { A, B, C = 1ULL << 40 }; struct u { enum e e; int z; };",
    ),
    "an enum with a sign": (
        "enum e { A, B }; struct u { enum e e; };",
        "enum e { A, B, C = -1 }; struct u { enum e e; };",
    ),
    "another enum": (
        "enum e { A }; enum f { B }; struct u { enum e e; };",
        "enum e { A }; enum f { B }; struct u { enum f e; };",
    ),
    "an enum to an integer": (
        "enum e { A }; struct u { enum e e; };",
        "enum e { A }; struct u { unsigned e; };",
    ),
    "an untagged enum's enumerator": (
        "struct u { enum { A, B } e; };",
        "struct u { enum { A, B = 5 } e; };",
    ),
    "an untagged enum's bytes": (
        "struct u { enum { A, B } e[2]; };",
        "struct u { enum { A, B = 1ULL << 40 } e[2]; };",
    ),
    "an array's shape": ("struct u { int m[2][3]; };", "struct u { int m[3][2]; };"),
    "an array of arrays": ("struct u { int m[6]; };", "struct u { int m[2][3]; };"),
    "an array's shape, by a typedef": (
        "typedef int row[3]; struct u { row m[2]; };",
        "typedef int row[2]; struct u { row m[3]; };",
    ),
    "a variable's bound": ("extern int v[4];", "extern int v[8];"),
    "a variable's type": ("extern int v;", "extern unsigned v;"),
    "a pointee's type": ("struct u { int *p; };", "struct u { long *p; };"),
    "a pointee's depth": ("struct u { int *p; };", "struct u { int **p; };"),
    "a pointee's record": (
        "struct a { int i; }; struct b { long i; }; struct u { struct a *p; };",
        "struct a { int i; }; struct b { long i; }; struct u { struct b *p; };",
    ),
    "a pointer to an array": ("struct u { int (*p)[2]; };", "struct u { int (*p)[4]; };"),
    "a typedef": ("typedef int i_t;", "typedef unsigned i_t;"),
    "a typedef's alignment": (
        "typedef long long i_t; struct u { i_t m; };",
        "typedef long long i_t __attribute__((aligned(16))); struct u { i_t m; };",
    ),
    "a bit-field's type": ("struct u { int m : 3; };", "struct u { unsigned m : 3; };"),
    "a bit-field's width": ("struct u { int m : 3; };", "struct u { int m : 4; };"),
    "a bit-field to a member": ("struct u { int m : 32; };", "struct u { int m; };"),
    "a flexible array's element": (
        "struct u { int n; int v[]; };",
        "struct u { int n; char v[]; };",
    ),
    "a record that is only declared": ("struct u { int m; };", "struct u;"),
    "a record that is defined": ("struct u;", "struct u { int m; };"),
    "a struct that is a union": ("struct u { int m; };", "union u { int m; };"),
    "bool": ("struct u { unsigned char m; };", "struct u { _Bool m; };"),
    "float": ("struct u { unsigned m; };", "struct u { float m; };"),
}
_UNTAGGED = {
    "an element's member": (
        "struct u { struct { int a, b; } s[2]; };",
        "struct u { struct { int b, a; } s[2]; };",
    ),
    "a pointee's member": (
        "struct u { struct { int a, b; } *p; };",
        "struct u { struct { int b, a; } *p; };",
    ),
    "a pointer's pointee's member": (
        "struct u { struct { int a, b; } **p; };",
        "struct u { struct { int b, a; } **p; };",
    ),
    "a member of a callback's parameter": (
        "struct u { int (*call)(struct { int a, b; } *); };",
        "struct u { int (*call)(struct { int b, a; } *); };",
    ),
    "a member of what a callback returns": (
        "struct u { struct { int a, b; } *(*call)(void); };",
        "struct u { struct { int b, a; } *(*call)(void); };",
    ),
    "a variable's member": (
        "extern struct { int a, b; } v[2];",
        "extern struct { int b, a; } v[2];",
    ),
    "a typedef's element's member": (
        "typedef struct { int a, b; } v_t[2];",
        "typedef struct { int b, a; } v_t[2];",
    ),
    "a typedef's pointee's member": (
        "typedef struct { int a, b; } *p_t;",
        "typedef struct { int b, a; } *p_t;",
    ),
    "a typedef of callbacks' parameter's member": (
        "typedef int (*call_t)(struct { int a, b; } *);",
        "typedef int (*call_t)(struct { int b, a; } *);",
    ),
    "an untagged element's untagged pointee's member": (
        "struct u { struct { struct { int a, b; } *p; } s[2]; };",
        "struct u { struct { struct { int b, a; } *p; } s[2]; };",
    ),
}
CASES = {**_QUALIFIERS, **_FUNCTIONS, **_TYPES, **_UNTAGGED}


@pytest.mark.parametrize("what", CASES)
def test_no_difference_is_silent(what: str) -> None:
    old, new = CASES[what]
    found = [f for f in compared((old, new), ("x86_64",)) if f.rule != "names-added"]
    assert found
    assert not compared((new, new), ("x86_64",))
