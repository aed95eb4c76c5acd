"""The table of targets, every cell of which a compiler can tell."""

from __future__ import annotations

import pytest

from abi.diagnostic import UapiError
from abi.target import TARGETS, Target, select_targets
from headers.verify.compiler import Compiler, clang_for, gcc_for
from tests.oracle.judge import FIRST

EVERY_TARGET = pytest.mark.parametrize("target", [TARGETS[t] for t in FIRST], ids=FIRST)
_GCC_ONLY = {"__GNUC__", "__GNUC_MINOR__"}
"""Set to the compiler that builds Linux, whichever is asked."""


def _compilers(target: Target, clang: str, gcc: str) -> list[Compiler]:
    found = clang_for(clang, target), gcc_for(gcc, target)
    return [compiler for compiler in found if compiler is not None]


@pytest.mark.oracle
@EVERY_TARGET
def test_scalars(target: Target, clang: str, gcc: str) -> None:
    spelled = {"pointer": "void *"}
    for compiler in _compilers(target, clang, gcc):
        names = [spelled.get(n, n) for n in target.scalars]
        known = set(compiler.integers(f"sizeof({name})" for name in names))
        for key, name in zip(target.scalars, names, strict=True):
            if f"sizeof({name})" not in known or name == "__builtin_va_list":
                continue
            member = f"__builtin_offsetof(struct {{ char c; __typeof__({name}) m; }}, m)"
            asked = [f"sizeof({name})", f"__alignof__({name})"] + [member] * (name != "void")
            scalar = target.scalars[key]
            cells = [scalar.size, scalar.align, scalar.member]
            assert compiler.numbers(asked) == cells[: len(asked)], name
        assert len(known) > 15


@pytest.mark.oracle
@EVERY_TARGET
def test_other_cells(target: Target, clang: str, gcc: str) -> None:
    cells = {
        "(char)-1 < 0": target.char_signed,
        "sizeof(void *)": target.bits // 8,
        "sizeof(long)": target.bits // 8,
        "__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__": target.byte_order == "big",
        f"__builtin_types_compatible_p(__SIZE_TYPE__, {target.size_type})": 1,
        f"sizeof(L'x') == sizeof({target.wchar_type})": 1,
        "L'\\xffffffff' < 0": not target.wchar_type.startswith("unsigned"),
        "__BIGGEST_ALIGNMENT__": target.biggest_align,
        "_Alignof(struct { char c __attribute__((aligned)); })": target.biggest_align,
        "_Alignof(struct { char c; int : 5; }) == 4": target.anonymous_bit_field_aligns,
    }
    for compiler in _compilers(target, clang, gcc):
        numbers = compiler.numbers(list(cells))
        assert dict(zip(cells, numbers, strict=True)) == cells


@pytest.mark.oracle
@EVERY_TARGET
def test_predefined_macros(target: Target, clang: str) -> None:
    """Numbers by their value, types by what they are compatible with."""
    claims = []
    for name, value in target.macros:
        if name in _GCC_ONLY:
            continue
        if name.endswith("_TYPE__"):
            claims.append(f"__builtin_types_compatible_p({name}, {value})")
        else:
            claims.append(f"({name}) == ({value})")
    numbers = clang_for(clang, target).numbers(claims)
    assert dict(zip(claims, numbers, strict=True)) == dict.fromkeys(claims, 1)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("x86_64", ["x86_64"]),
        ("amd64,i686", ["x86_64", "i386"]),
        ("i386, x86_64", ["i386", "x86_64"]),
        ("x86_64,amd64", ["x86_64"]),
        ("mips-n32,ppc64el", ["mipsn32", "powerpc64le"]),
        ("arm*", ["arm64", "arm", "armeb"]),
        ("compat-of:x86_64", ["i386", "x32"]),
    ],
)
def test_targets_by_name(words: str, names: list[str]) -> None:
    assert [target.name for target in select_targets(words)] == names


def test_all_are_all() -> None:
    assert select_targets("all") == tuple(TARGETS.values())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("x86_46", "unknown target 'x86_46'; did you mean x86_64"),
        ("vax", "unknown target 'vax'; 'uapi targets' lists them"),
        ("z*", "unknown target 'z*'"),
        ("", "no target given"),
    ],
)
def test_a_word_that_names_no_target(words: str, message: str) -> None:
    with pytest.raises(UapiError) as error:
        select_targets(words)
    assert str(error.value).startswith(message)
