"""A C text as uapi reads it against the same text as the compilers read it."""

from __future__ import annotations

from collections.abc import Sequence

from abi.surface import Surface
from abi.target import TARGETS, Target
from headers.load import load
from headers.sources.tree import Tree
from headers.verify.compiler import Compiler, clang_for, gcc_for
from headers.verify.names import declared
from tests.oracle.compare import Findings, compare

FIRST = ("x86_64", "i386", "arm64", "arm", "s390x", "powerpc64")
"""Targets of every rule that clang and gcc both know: for tests too slow to run on all."""


def surface_of(text: str, target: Target) -> Surface:
    """A text as a header of its own."""
    return load(Tree("text", (), only=("text.h",), text=text), target)


def judge(text: str, target: Target, clang: str, gcc: str = "") -> list[Findings]:
    """Findings about all that a text declares: clang's, and gcc's where it has the target."""
    surface = surface_of(text, target)
    assert not surface.declarations.diagnostics()
    names = declared(clang_for(clang, target, text))
    other = gcc_for(gcc, target, text) if gcc else None
    compilers = [clang_for(clang, target, text), *([other] if other else [])]
    return [compare(surface, names, compiler) for compiler in compilers]


def gcc_only(text: str, target: Target, clang: str, gcc: str) -> Findings:
    """What gcc says, where clang is known to differ; clang still tells the names."""
    compiler = gcc_for(gcc, target, text)
    assert compiler is not None
    return compare(surface_of(text, target), declared(clang_for(clang, target, text)), compiler)


def numbers(expressions: Sequence[str], surface: Surface) -> list[object]:
    """Expressions as uapi evaluates them: given as macros ``E0``, ``E1``, … of a surface."""
    return [getattr(surface.constant(f"E{n}"), "value", None) for n in range(len(expressions))]


def head_of(expressions: Sequence[str]) -> str:
    """Macros ``E0``, ``E1``, … for expressions."""
    return "".join(f"#define E{n} {e}\n" for n, e in enumerate(expressions))


__all__ = ["FIRST", "TARGETS", "Compiler", "gcc_only", "head_of", "judge", "numbers", "surface_of"]
