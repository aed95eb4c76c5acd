"""``uapi show`` reads few headers for a name, and says what it says when it reads all."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from abi.expression import Unevaluated
from abi.surface import Surface
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.sources.spec import open_source
from reports.lookup import find
from reports.show import show
from reports.style import Style
from tests.conftest import Trees

STYLE = Style()


def shown(surface: Surface, name: str) -> tuple[list[str], bool]:
    parts = [show(key, (surface,), STYLE, 0) for key in find(surface, name)]
    speaking = surface.declarations.macros_mentioning(name.rpartition(" ")[2])
    is_known = not any(isinstance(surface.constant(name), Unevaluated) for name in speaking)
    whole = bool(parts) and all(part.is_complete for part in parts)
    return [line for part in parts for line in part.lines], whole and is_known


def names_of(surface: Surface, count: int) -> Iterator[str]:
    """Records, constants, and names that several headers give another meaning."""
    declarations = surface.declarations
    types = [key for key in surface.keys() if "#" not in key and "@" not in key]
    constants = [name for name in declarations.macros() if "@" not in name]
    apart = sorted({n.partition("@")[0] for n in declarations.macros() if "@" in n})
    for names in (types, constants, list(declarations.enumerators()), apart):
        yield from random.Random(4).sample(names, min(count, len(names)))


@pytest.mark.parametrize(("version", "target"), [("7.2.0", "x86_64"), ("6.3.8", "mips")])
def test_few_headers_say_what_all_say(version: str, target: str, trees: Trees) -> None:
    tree, engine = open_source(str(trees(version)), []), choose_engine()
    reader = Reader(tree, TARGETS[target], engine, Cache(enabled=False))
    surface = reader.surface()
    enough = 0
    for name in names_of(surface, 20):
        few = reader.mentioning([name.rpartition(" ")[2]])
        lines, is_enough = shown(few.surface(), name)
        if is_enough:
            assert lines == shown(surface, name)[0]
            enough += few is not reader
    assert enough > 50


def test_a_header_that_needs_another_one(uapi, header):
    header("", "asm/x.h")
    header("typedef unsigned int __u32;\n", "linux/types.h")
    header("struct late { struct other o; };\n", "linux/a.h")
    header("struct other { long l; };\n", "linux/other.h")
    done = uapi("show", "late", "--source", ".", "--target", "x86_64")
    assert done.code == 0
    assert "size 8, align 8" in done.out


def test_a_name_that_a_macro_makes(uapi, header):
    header("", "asm/x.h")
    header("#define NAMED(n) struct made_##n { int i; }\n", "linux/types.h")
    header("#include <linux/types.h>\nNAMED(up);\n", "linux/a.h")
    done = uapi("show", "made_up", "--source", ".", "--target", "x86_64")
    assert (done.code, done.err) == (0, "")
    assert "size 4, align 4" in done.out


def test_a_name_that_is_nowhere(uapi, header):
    header("", "asm/x.h")
    header("struct kvm_run { int i; };\n", "linux/kvm.h")
    done = uapi("show", "kvm_runs", "--source", ".", "--target", "x86_64")
    assert done.code == 2
    assert "did you mean kvm_run?" in done.err


def kernels(uapi, name):
    """What is said of programs of one target on kernels of another."""
    lines = uapi("show", "x.h", name, "-t", "x86_64,i386").out.splitlines()
    return " ".join(" ".join(line.split()) for line in lines if "i386 programs" in line
                    or "embeds" in line)  # fmt: skip


def test_what_differs_on_a_kernel_of_two_targets(uapi, header):
    """x86_64 aligns `unsigned long long` to 8, i386 to 4 (both psABIs): so much by hand."""
    header(
        "struct places { int a; unsigned long long b; };\n"
        "struct alignment { unsigned long long b; };\n"
        "struct sizes { unsigned long b; };\n"
        "struct bits { int a; unsigned long long b : 40; };\n"
        "struct same { int a; };\n"
        "union tail { unsigned long long a; char b[12]; };\n"
        "typedef struct { unsigned long long b; } typed_t;\n"
        "struct inner { struct alignment a[2]; int *p[0]; };\n"
    )
    misread = "i386 programs on x86_64 kernels misread it: their layouts differ"
    alignment = (
        "i386 programs on x86_64 kernels: sizes and offsets are equal; "
        "alignment differs: a record that embeds it may differ"
    )
    said = {
        "places": misread, "sizes": misread, "tail": misread, "bits": misread,
        "alignment": alignment, "typed_t": alignment, "inner": alignment, "same": "",
    }  # fmt: skip
    assert {name: kernels(uapi, name) for name in said} == said


OF_A_TREE = {
    "linux/types.h": "typedef unsigned int __u32;\nstruct in_types { int a; };\n#define T_M 4\n",
    "linux/z.h": """#ifndef Z_H
#define Z_H
#include <linux/types.h>
enum { Z_A, Z_B };
#define Z_M 7
#define Z_EMPTY
#define Z_NONE __attribute__((packed))
#define Z_F(x) ((x) + 1)
struct z { __u32 a; };
struct in_types z_f(void);
#endif
""",
}


def test_a_header_shows_all_that_it_declares_and_nothing_else(uapi, header):
    for name, text in OF_A_TREE.items():
        header(text, name)
    done = uapi("show", "linux/z.h")
    assert done.code == 0
    heads = [line.rpartition("  ")[0].rstrip() for line in done.out.splitlines() if ".h:" in line]
    assert heads == [
        "enum { … }", "#define Z_M 7", "#define Z_EMPTY",
        "#define Z_NONE __attribute__((packed))", "#define Z_F(x) ((x) + 1)", "struct z",
        "struct in_types z_f(void);",
    ]  # fmt: skip
    assert "  Z_B  1\n" in done.out
    data = uapi("show", "linux/z.h", "-f", "json")
    assert data.code == 0
    assert '"Z_B"' in data.out
    assert "T_M" not in data.out


def test_a_header_of_constants(uapi, header):
    header("#define CO_A 1\n", "co.h")
    done = uapi("show", "co.h")
    assert (done.code, done.out.split()[:3]) == (0, ["#define", "CO_A", "1"])


def test_a_header_that_only_includes(uapi, header):
    header(OF_A_TREE["linux/types.h"], "linux/types.h")
    header("#include <linux/types.h>\n", "linux/all.h")
    done = uapi("show", "linux/all.h")
    assert done.code == 2
    assert "declares nothing: name a C header; of what it includes" in done.err
