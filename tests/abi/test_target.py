"""The table of targets, every cell of which a compiler can tell."""

from __future__ import annotations

import msgspec
import pytest

from abi.diagnostic import UapiError
from abi.predefined import predefined
from abi.target import TARGETS, Target, host_target, select_targets
from headers.verify.compiler import Compiler
from tests.conftest import do_without
from tests.oracle.predefined import agreed, meaning
from tests.oracle.scalars import as_seen_by, compilers, fields, must_be_installed, scalars

VERIFIED = [target for target in TARGETS.values() if target.judge]
BY_A_COMPILER = pytest.mark.parametrize("target", VERIFIED, ids=[t.name for t in VERIFIED])
_GCC_ONLY = {"__GNUC__", "__GNUC_MINOR__"}
"""Set to the compiler that builds Linux, whichever is asked."""
_NOT_OF_CLANG = {
    "xtensa": {"__linux__", "__linux", "linux", "__gnu_linux__", "__unix__", "__unix", "unix"}
}
"""Clang knows a processor there, but not Linux."""


def _compilers(target: Target) -> list[Compiler]:
    found = compilers(target)
    if not found and must_be_installed(target):
        do_without(f"no compiler for {target.name}")
    if not found:
        pytest.skip(f"no gcc for {target.name}")
    return found


@pytest.mark.oracle
@BY_A_COMPILER
def test_scalars(target: Target) -> None:
    for compiler in _compilers(target):
        told = scalars(compiler)
        assert told == {name: target.scalars[name] for name in told}, compiler.command
        assert len(told) > 15


@pytest.mark.oracle
@BY_A_COMPILER
def test_other_fields(target: Target) -> None:
    for compiler in _compilers(target):
        seen = as_seen_by(compiler, target)
        seen = msgspec.structs.replace(seen, register_bits=8 * seen.word_size)
        told = fields(compiler)
        assert told == {field: getattr(seen, field) for field in told}, compiler.command
        assert len(told) > 9


@pytest.mark.oracle
@BY_A_COMPILER
def test_predefined_macros(target: Target) -> None:
    """Numbers by their value, types by what they are compatible with."""
    claims = {}
    for name, value in target.macros:
        if name.endswith("_TYPE__"):
            claims[name] = f"__builtin_types_compatible_p({name}, {value})"
        else:
            claims[name] = f"({name}) == ({value})"
    for compiler in _compilers(target):
        other = set() if compiler.is_gcc else _NOT_OF_CLANG.get(target.name, set())
        asked = [claim for name, claim in claims.items() if name not in _GCC_ONLY | other]
        numbers = compiler.numbers(asked)
        assert dict(zip(asked, numbers, strict=True)) == dict.fromkeys(asked, 1)


@pytest.mark.oracle
@BY_A_COMPILER
def test_what_compilers_predefine_alike(target: Target) -> None:
    """Every macro that gcc and clang agree on is known, as they have it."""
    told = agreed(target)
    if told is None:
        pytest.skip(f"no gcc and clang for {target.name}")
    known = predefined(target)
    assert told.keys() <= known.keys()
    ours = dict(target.macros)
    other = {n for n, v in told.items() if n not in ours and meaning(known[n]) != meaning(v)}
    assert other == set()
    assert len(told) > 100


@pytest.mark.oracle
@BY_A_COMPILER
def test_a_vector_is_aligned_to_its_size(target: Target) -> None:
    """To gcc, but for ``_Alignof`` (min_align_of_type); clang has the sizes for all of them."""
    for compiler in filter(lambda compiler: compiler.is_gcc, _compilers(target)):
        for size in (8, 16, 64):
            vector = f"int __attribute__((vector_size({size})))"
            asked = [f"_Alignof({vector})", f"__alignof__({vector})",
                     f"__builtin_offsetof(struct {{ char c; {vector} v; }}, v)"]  # fmt: skip
            least, own, in_record = compiler.numbers(asked)
            assert in_record == target.vector_align(size, in_record=True)
            assert own == target.vector_align(size, in_record=False)
            assert least == min(in_record, target.biggest_align)


def test_who_judges_can_be_asked() -> None:
    for target in TARGETS.values():
        assert bool(target.judge) != bool(target.document), target.name
        assert target.judge != "clang" or target.clang
        assert target.judge != "gcc" or target.gcc


def test_names_and_aliases_mean_one_target() -> None:
    names = [name for t in TARGETS.values() for name in (t.name, *t.aliases)]
    assert len(names) == len(set(names))


def test_compat_is_of_a_64_bit_target_of_the_same_order() -> None:
    for target in TARGETS.values():
        if target.compat_of:
            native = TARGETS[target.compat_of]
            assert (target.bits, native.bits) == (32, 64)
            assert target.byte_order == native.byte_order


@pytest.mark.parametrize(
    ("machine", "bits", "order", "target"),
    [
        ("x86_64", 64, "little", "x86_64"),
        ("x86_64", 32, "little", "i386"),
        ("aarch64", 32, "little", "arm"),
        ("ppc64le", 64, "little", "powerpc64le"),
        ("mips", 32, "little", "mipsel"),
        ("mips64", 64, "little", "mips64el"),
        ("sparc64", 32, "big", "sparc"),
        ("parisc64", 32, "big", "parisc"),
        ("unheard-of", 64, "little", "x86_64"),
    ],
)
def test_this_machine(
    machine: str, bits: int, order: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("struct.calcsize", lambda _: bits // 8)
    monkeypatch.setattr("sys.byteorder", order)
    assert host_target().name == target


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
