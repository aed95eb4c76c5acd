"""What compilers say that the table of targets says: ``python -m tests.oracle.scalars [TARGET…]``.

Prints, for every compiler of a target that is installed, the fields of its
entry as that compiler has them.
"""

from __future__ import annotations

import os
import sys

import msgspec

from abi.target import TARGETS, ScalarLayout, Target, select_targets
from headers.verify.compiler import Compiler, compilers_for

HEAD = "enum uapi_small { UAPI_SMALL };\n"
"""What the questions are about."""

_ALIGNED_16 = {"biggest_align": 16}
_CLANG_DIFFERS: dict[str, dict[str, object]] = {
    "i386": {"wchar_type": "int"},
    "x32": {"wchar_type": "int"},
    "powerpc": {"wchar_type": "int"},
    "mips": _ALIGNED_16,
    "mipsel": _ALIGNED_16,
    "mipsn32": {"register_bits": 32},
    "sparc": _ALIGNED_16,
    "csky": {"wchar_type": "int", "biggest_align": 16, "anonymous_bit_field_aligns": True},
    "xtensa": {"wchar_type": "int", "anonymous_bit_field_aligns": True},
}
"""Where clang has another ABI than the gcc that builds Linux."""

_BYTES = {
    "biggest_align": "_Alignof(struct { char c __attribute__((aligned)); })",
    "empty_field_align": "_Alignof(struct { char c; int : 0; char d; })",
    "register_bits": "8 * sizeof(uapi_word)",
    "bits": "8 * sizeof(void *)",
}
_FLAGS = {
    "char_signed": "(char)-1 < 0",
    "anonymous_bit_field_aligns": "_Alignof(struct { char c; int : 5; }) > 1",
    "bit_field_type_matters": "_Alignof(struct { char c; int a : 5; }) > 1",
    "short_enums": "sizeof(enum uapi_small) == 1",
}
_TYPES = ("unsigned int", "unsigned long", "int", "long")


def as_seen_by(compiler: Compiler, target: Target) -> Target:
    """The target as a compiler has it."""
    differs = {} if compiler.is_gcc else _CLANG_DIFFERS.get(target.name, {})
    return msgspec.structs.replace(target, **differs)


def compilers(target: Target) -> list[Compiler]:
    """Those that are installed, with the head that `fields` asks about."""
    head = f"{HEAD}typedef unsigned uapi_word __attribute__((mode(word)));\n"
    return compilers_for(target, head)


def must_be_installed(target: Target) -> bool:
    """Whether a compiler has to be there when all tests are required.

    Every clang has its targets. Cross gccs are many; that of m68k is wanted,
    because no other target has its rules.
    """
    return target.judge == "clang" or target.name == "m68k"


def scalars(compiler: Compiler) -> dict[str, ScalarLayout]:
    """Those that the compiler knows."""
    names = [n for n in TARGETS["x86_64"].scalars if n != "void"]
    spelled = {name: "void *" if name == "pointer" else name for name in names}
    known = set(compiler.integers(f"sizeof({c})" for c in spelled.values()))
    found = {name: c for name, c in spelled.items() if f"sizeof({c})" in known}
    asked = [
        question.format(c)
        for c in found.values()
        for question in (
            "sizeof({0})",
            "__alignof__({0})",
            "__builtin_offsetof(struct {{ char c; __typeof__({0}) m; }}, m)",
        )
    ]
    numbers = iter(compiler.numbers(asked))
    triples = zip(numbers, numbers, numbers, strict=True)
    return {name: ScalarLayout(*three) for name, three in zip(found, triples, strict=True)}


def fields(compiler: Compiler) -> dict[str, object]:
    """Other fields of a target's entry."""
    pairs = [
        (field, ctype, f"__builtin_types_compatible_p(__typeof__({e}), {ctype})")
        for field, e in (("size_type", "sizeof(int)"), ("wchar_type", '*L""'))
        for ctype in _TYPES
    ]
    order = "__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__"
    asked = [*_BYTES.values(), *_FLAGS.values(), order, *(question for *_, question in pairs)]
    numbers = iter(compiler.numbers(asked))
    found: dict[str, object] = {field: next(numbers) for field in _BYTES}
    found |= {field: bool(next(numbers)) for field in _FLAGS}
    found["byte_order"] = "big" if next(numbers) else "little"
    found |= {field: ctype for field, ctype, _ in pairs if next(numbers)}
    if found["bit_field_type_matters"]:
        found["empty_field_align"] = 1  # it has the type's alignment
    return found


def main() -> int:
    """Print what compilers say; 2 when none is installed."""
    asked = False
    for target in select_targets(",".join(sys.argv[1:]) or "all"):
        for compiler in compilers(target):
            asked = True
            command = " ".join((os.path.basename(compiler.command[0]), *compiler.command[1:3]))
            print(f"# {target.name}: {command}")
            for name, scalar in scalars(compiler).items():
                print(f"    {name!r}: {scalar.size, scalar.align, scalar.member},")
            for field, value in fields(compiler).items():
                print(f"{field}={value!r},")
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())
