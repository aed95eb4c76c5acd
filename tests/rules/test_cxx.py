"""What the lints say of C++ is what g++ and clang++ say."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from abi.rules.registry import find
from tests.rules.pages import read, reviewed

RULES = ("no-cxx-keyword", "no-anonymous-tag", "no-forward-enum", "flex-array-last")
OWN = {
    "param": "int f(int new);",
    "callback": "struct s { int (*f)(int delete); };",
    "enumerator": "enum e { FIRST, class };",
    "function": "int try(int a);",
    "typedef": "typedef int template;",
    "enum_tag": "enum private { ONLY };",
    "member": "struct s { int new; };",
    "inner_member": "struct s { struct { int or; } x[2]; };",
    "tag": "struct new { int a; };",
    "tag_of_pointer": "struct s { struct class *c; };",
    "tag_in_union": "struct s { union { struct t { int a; } x; int b; }; };",
    "tag_in_struct": "struct s { struct { union t { int a; } x; int b; }; };",
    "deep": "struct s { struct o { union { struct t { int a; } x; int b; }; } o; };",
    "attribute": "struct s { union { struct t { int a; } x; } __attribute__((packed)); };",
    "enum_in_union": "struct s { union { enum { A } x; int b; }; };",
    "forward": "enum x;",
    "forward_use": "struct s { enum x *p; };",
    "forward_parameter": "int f(enum x a);",
    "later": "struct s { enum x *p; };\nenum x { A };",
    "flexible": "struct f { int n; int a[]; };\nstruct s { struct f h; int t; };",
    "flexible_inline": "struct s { struct { int n; int a[]; } h; int t; };",
    "fine_named_union": "struct s { union { struct t { int a; } x; int b; } u; };",
    "fine_untagged": "struct s { union { struct { int a; } x; int b; }; };",
    "fine_enum": "enum x { A };\nenum x;\nstruct s { enum x a; enum { B } b; };",
    "fine_macro": "#define F(new) ((new) + 1)",
    "fine_last": "struct f { int n; int a[]; };\nstruct s { int t; struct f h; };",
    "fine_struct": "struct later;\nstruct s { struct later *a; struct unknown *b; };",
}


def refused(compiler, texts, directory):
    """The texts that a compiler does not take; all are given to one process."""
    for name, text in texts.items():
        (directory / f"{name}.cc").write_text(f"{text}\n")
    strict = ["-Werror=gnu-variable-sized-type-not-at-end"] if "clang" in compiler else []
    command = [compiler, "-fsyntax-only", *strict, *(f"{name}.cc" for name in texts)]
    done = subprocess.run(command, check=False, cwd=directory, capture_output=True, text=True)
    return set(re.findall(r"^(\w+)\.cc:\d+:\d+: (?:fatal )?error", done.stderr, re.MULTILINE))


def installed(name):
    """A compiler, under a name with its version where there is no other."""
    versions = [f"{name}-{number}" for number in range(30, 14, -1)]
    return next(filter(shutil.which, (name, *versions)), "")


@pytest.mark.parametrize("name", ["g++", "clang++"])
def test_compilers_refuse_what_is_said_and_nothing_else(name, tmp_path):
    compiler = installed(name)
    if not compiler:
        pytest.skip(f"no {name}")
    chosen = [find(name) for name in RULES]
    said = {name for name, text in OWN.items() if reviewed(("", text), ("x86_64",), *chosen)}
    assert said == {name for name in OWN if not name.startswith("fine")}
    assert refused(compiler, OWN, tmp_path) == said


@pytest.mark.skipif(shutil.which("g++") is None, reason="no g++")
def test_examples_are_refused_and_look_alikes_are_not(tmp_path):
    pages = [read(find(name)) for name in RULES]
    types = "typedef unsigned int __u32;\ntypedef unsigned char __u8;\n"
    texts = {f"bad{n}": page.example[1] for n, page in enumerate(pages)}
    texts |= {f"good{n}": page.silent[1] for n, page in enumerate(pages)}
    texts = {name: types + text.replace("#include", "//") for name, text in texts.items()}
    assert refused("g++", texts, tmp_path) == {name for name in texts if name.startswith("bad")}
