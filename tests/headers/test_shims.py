"""The few libc headers that stand in for a libc: what a compiler says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.layout import Layout
from abi.target import TARGETS, Target
from headers.load import SHIM
from headers.verify.compiler import clang_for
from tests.conftest import Trees
from tests.oracle.judge import surface_of
from tests.oracle.ours import tree

LIBC, KERNEL = SHIM / "libc", SHIM / "kernel"
OF_CLANG = [target for target in TARGETS.values() if target.clang]
EVERY_TARGET = pytest.mark.parametrize("target", OF_CLANG, ids=[t.name for t in OF_CLANG])

INTEGERS = {
    "size_t": "__SIZE_TYPE__",
    "ptrdiff_t": "__PTRDIFF_TYPE__",
    "ssize_t": "__PTRDIFF_TYPE__",
    "intptr_t": "__INTPTR_TYPE__",
    "uintptr_t": "__UINTPTR_TYPE__",
    **{f"int{bits}_t": f"__INT{bits}_TYPE__" for bits in (8, 16, 32, 64)},
    **{f"uint{bits}_t": f"__UINT{bits}_TYPE__" for bits in (8, 16, 32, 64)},
}
LIMITS = {
    "SCHAR_MIN": "-__SCHAR_MAX__ - 1",
    "SHRT_MIN": "-__SHRT_MAX__ - 1",
    "USHRT_MAX": "__SHRT_MAX__ * 2 + 1",
    "INT_MAX": "__INT_MAX__",
    "INT_MIN": "-__INT_MAX__ - 1",
    "UINT_MAX": "__INT_MAX__ * 2U + 1",
    "LONG_MAX": "__LONG_MAX__",
    "LONG_MIN": "-__LONG_MAX__ - 1",
    "ULONG_MAX": "__LONG_MAX__ * 2UL + 1",
    "INT16_MAX": "__INT16_MAX__",
    "UINT32_MAX": "__UINT32_MAX__",
}


def _names(directory: Path) -> list[str]:
    return [str(path.relative_to(directory)) for path in sorted(directory.rglob("*.h"))]


@pytest.mark.oracle
@pytest.mark.parametrize("header", _names(LIBC))
def test_a_libc_header_compiles_alone(header: str, trees: Trees, clang: str) -> None:
    target = TARGETS["arm"]
    search = (LIBC, *tree(trees("7.2.0"), target).search_path(target), KERNEL)
    options = [f"-I{directory}" for directory in search]
    compiler = clang_for(clang, target, f"#include <{header}>\n", "-nostdinc", *options)
    assert compiler.run("", "-fsyntax-only", "-Wall").stderr == ""


@pytest.mark.oracle
@pytest.mark.parametrize("header", _names(KERNEL))
@EVERY_TARGET
def test_a_kernel_header_needs_no_tree(header: str, target: Target, clang: str) -> None:
    options = ["-nostdinc", f"-I{LIBC}", f"-I{KERNEL}"]
    compiler = clang_for(clang, target, f"#include <{header}>\n", *options)
    assert compiler.run("", "-fsyntax-only", "-Wall").stderr == ""


@pytest.mark.oracle
@EVERY_TARGET
def test_types_and_limits_are_the_compilers(target: Target, clang: str) -> None:
    head = "#include <stdint.h>\n#include <limits.h>\n#include <sys/types.h>\n"
    compiler = clang_for(clang, target, head, "-nostdinc", f"-I{LIBC}")
    same = "sizeof({0}) == sizeof({1}) && (({0})-1 < 0) == (({1})-1 < 0)"
    claims = [same.format(*pair) for pair in INTEGERS.items()]
    claims += [f"({name}) == ({value})" for name, value in LIMITS.items()]
    assert dict(zip(claims, compiler.numbers(claims), strict=True)) == dict.fromkeys(claims, 1)


def test_sys_time_declares_timespec_too() -> None:
    """As glibc's does; linux/videodev2.h counts on it."""
    text = "#include <sys/time.h>\nstruct event { struct timeval at; struct timespec also; };\n"
    layout = surface_of(text, TARGETS["i386"]).layout("struct event")
    assert isinstance(layout, Layout)
    assert layout.size == 16
