"""A C text as uapi reads it against the same text as the compilers read it."""

from __future__ import annotations

from collections.abc import Sequence

from abi.surface import Surface
from abi.target import TARGETS, Target
from headers.load import load
from headers.sources.tree import Tree
from headers.verify.compare import Findings, compare
from headers.verify.compiler import Compiler, clang_for, compilers_for, gcc_for
from headers.verify.macros import definitions
from headers.verify.names import declared
from headers.verify.said import statement
from tests.conftest import do_without

FIRST = ("x86_64", "i386", "arm64", "arm", "s390x", "powerpc64")
"""Targets of every rule that clang and gcc both know: for tests too slow to run on all."""


def surface_of(text: str, target: Target) -> Surface:
    """A text as a header of its own."""
    return load(Tree("text", (), only=("text.h",), text=text), target)


def judge(text: str, target: Target, clang: str, gcc: str = "") -> list[Findings]:
    """Findings about all that a text declares: clang's, and gcc's where it has the target."""
    surface = surface_of(text, target)
    assert not surface.declarations.diagnostics()
    teller = clang_for(clang, target, text)
    other = gcc_for(gcc, target, text) if gcc else None
    return [findings(surface, c, teller) for c in (teller, other) if c is not None]


def findings(surface: Surface, compiler: Compiler, teller: Compiler) -> Findings:
    """What a compiler says of all that a text declares; `teller` is a clang that has it, too."""
    said = statement(surface)
    macros = [name for name, file in definitions(compiler)[0].items() if file == "<stdin>"]
    found = compare(said, declared(teller), macros, compiler, said)
    found.wrong += [f"macros: {name} is none to the compiler" for name in found.only_ours]
    return found


def gcc_only(text: str, target: Target, clang: str, gcc: str) -> Findings:
    """What gcc says, where clang is known to differ; clang still tells the names."""
    compiler = gcc_for(gcc, target, text)
    assert compiler is not None
    return findings(surface_of(text, target), compiler, clang_for(clang, target, text))


def by_gcc(text: str, target: Target, clang: str) -> Findings:
    """What the gcc that builds Linux for a target says; clang only tells the names of a text, and
    is told what it does not know."""
    compiler = next((c for c in compilers_for(target, text) if c.is_gcc), None)
    if compiler is None:
        do_without(f"no gcc for {target.name}")
    known = ("-D_Float32=float", "-D_Float64=double", "-Wno-everything")
    teller = clang_for(clang, TARGETS["x86_64"], text, *known)
    return findings(surface_of(text, target), compiler, teller)


def numbers(expressions: Sequence[str], surface: Surface) -> list[object]:
    """Expressions as uapi evaluates them: given as macros ``E0``, ``E1``, … of a surface."""
    return [getattr(surface.constant(f"E{n}"), "value", None) for n in range(len(expressions))]


def head_of(expressions: Sequence[str]) -> str:
    """Macros ``E0``, ``E1``, … for expressions."""
    return "".join(f"#define E{n} {e}\n" for n, e in enumerate(expressions))


__all__ = [
    "FIRST", "TARGETS", "Compiler", "by_gcc", "findings", "gcc_only", "head_of", "judge", "numbers",
    "surface_of",
]  # fmt: skip
