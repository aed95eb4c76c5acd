"""Targets: what one Linux ABI says of sizes, alignments, bit-fields and ioctl numbers.

A target is a small record, and the table below is the only place that knows
one from another. All sizes and alignments are in bytes.
"""

from __future__ import annotations

import fnmatch
import platform
from typing import Literal

import msgspec

from abi.diagnostic import UapiError

ByteOrder = Literal["little", "big"]


class ScalarLayout(msgspec.Struct, frozen=True):
    """Size and alignment, in bytes. `member` differs from `align` on i386."""

    size: int
    align: int
    member: int


class IocLayout(msgspec.Struct, frozen=True):
    """How ``_IOC`` packs a number (asm/ioctl.h). Type has bits 8..15, nr 0..7."""

    size_bits: int
    none: int
    read: int
    write: int

    @property
    def direction_shift(self) -> int:
        return 16 + self.size_bits


IOC_GENERIC = IocLayout(size_bits=14, none=0, read=2, write=1)
"""asm-generic/ioctl.h"""
IOC_OLD = IocLayout(size_bits=13, none=1, read=2, write=4)
"""alpha, mips, powerpc and sparc: three bits of direction, 13 of size."""


class Target(msgspec.Struct, frozen=True):
    """One ABI."""

    name: str
    headers: str
    """The kernel's name for the architecture whose ``asm/`` headers it uses."""
    byte_order: ByteOrder
    bits: int
    """Width of a pointer and of ``long``, in bits (x32's registers are wider)."""
    scalars: dict[str, ScalarLayout]
    char_signed: bool
    size_type: str
    """The C type of ``sizeof``."""
    macros: tuple[tuple[str, str], ...]
    """What the target's compiler predefines and headers ask for."""
    wchar_type: str = "int"
    """The C type of ``L'x'``."""
    ioc: IocLayout = IOC_GENERIC
    aliases: tuple[str, ...] = ()
    clang: str = ""
    """The triple to give to ``clang -target``."""
    anonymous_bit_field_aligns: bool = False
    """Whether an unnamed bit-field's type aligns the record (AAPCS 8.1.8)."""
    biggest_align: int = 16
    """What ``aligned`` without an operand means, in bytes: ``__BIGGEST_ALIGNMENT__``."""
    vector_align: int = 1 << 30
    """The most that a vector's size aligns it, in bytes (AAPCS 4.1.2: 8)."""
    compat_of: str = ""
    """The 64-bit target whose kernels also run this one's programs."""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def pointer(self) -> ScalarLayout:
        return self.scalars["pointer"]


def _scalars(
    long: int,
    *,
    pointer: int = 0,
    eight: tuple[int, int] = (8, 8),
    double: tuple[int, int] = (8, 8),
    long_double: tuple[int, int] = (16, 16),
    sixteen: int = 16,
) -> dict[str, ScalarLayout]:
    """The scalars of a target; pairs are (alignment of a type, alignment of a member)."""

    def natural(size: int) -> ScalarLayout:
        return ScalarLayout(size, size, size)

    table = {
        "void": ScalarLayout(1, 1, 1),  # GNU C: sizeof (void) is 1
        "_Bool": natural(1),
        "char": natural(1),
        "short": natural(2),
        "int": natural(4),
        "long": natural(4) if long == 4 else ScalarLayout(8, *eight),
        "long long": ScalarLayout(8, *eight),
        "__int128": ScalarLayout(16, sixteen, sixteen),
        "float": natural(4),
        "double": ScalarLayout(8, *double),
        "long double": ScalarLayout(long_double[0], long_double[1], long_double[1]),
        "_Float16": natural(2),
        "__float128": natural(16),
        "pointer": natural(pointer or long),
    }
    for name in ("char", "short", "int", "long", "long long", "__int128"):
        table[f"unsigned {name}"] = table[name]
    table["signed char"] = table["char"]
    table["__builtin_va_list"] = table["pointer"]
    return table


def _common(bits: int, order: ByteOrder, *, long_bits: int = 0) -> tuple[tuple[str, str], ...]:
    """Macros that every GNU-compatible compiler for Linux predefines."""
    long_bits = long_bits or bits
    model = (("__LP64__", "1"), ("_LP64", "1")) if long_bits == 64 else ()
    wide = "long" if long_bits == 64 else "long long"
    word = "long" if long_bits == 64 else "int"
    return (
        ("__GNUC__", "12"),
        ("__GNUC_MINOR__", "2"),
        ("__linux__", "1"),
        ("__unix__", "1"),
        ("__ELF__", "1"),
        ("__ORDER_LITTLE_ENDIAN__", "1234"),
        ("__ORDER_BIG_ENDIAN__", "4321"),
        ("__BYTE_ORDER__", f"__ORDER_{order.upper()}_ENDIAN__"),
        ("__CHAR_BIT__", "8"),
        ("__SIZEOF_SHORT__", "2"),
        ("__SIZEOF_INT__", "4"),
        ("__SIZEOF_LONG__", str(long_bits // 8)),
        ("__SIZEOF_LONG_LONG__", "8"),
        ("__SIZEOF_POINTER__", str(bits // 8)),
        ("__SIZEOF_SIZE_T__", str(bits // 8)),
        ("__SIZE_TYPE__", f"{word} unsigned int" if word == "long" else "unsigned int"),
        ("__PTRDIFF_TYPE__", f"{word} int" if word == "long" else "int"),
        ("__INT64_TYPE__", f"{wide} int"),
        ("__UINT64_TYPE__", f"{wide} unsigned int"),
        ("__INT_MAX__", "0x7fffffff"),
        ("__LONG_MAX__", "0x7fffffffffffffffL" if long_bits == 64 else "0x7fffffffL"),
        *((("__SIZEOF_INT128__", "16"),) if bits == 64 else ()),
        *model,
    )


_LP64_SIZE = "unsigned long"
_ILP32_SIZE = "unsigned int"

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target(
            "x86_64",
            headers="x86",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            char_signed=True,
            size_type=_LP64_SIZE,
            macros=(*_common(64, "little"), ("__x86_64__", "1"), ("__amd64__", "1")),
            aliases=("amd64", "x86-64"),
            clang="x86_64-linux-gnu",
        ),
        Target(
            "i386",
            headers="x86",
            byte_order="little",
            bits=32,
            # System V i386 psABI: 8-byte scalars are 4-byte aligned in records;
            # the type by itself has GCC's preferred 8.
            scalars=_scalars(4, eight=(8, 4), double=(8, 4), long_double=(12, 4)),
            char_signed=True,
            size_type=_ILP32_SIZE,
            macros=(*_common(32, "little"), ("__i386__", "1"), ("__i386", "1")),
            aliases=("i486", "i586", "i686", "x86", "ia32"),
            clang="i386-linux-gnu",
            compat_of="x86_64",
        ),
        Target(
            "arm64",
            headers="arm64",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            char_signed=False,
            size_type=_LP64_SIZE,
            wchar_type="unsigned int",
            macros=(
                *_common(64, "little"),
                ("__aarch64__", "1"),
                ("__AARCH64EL__", "1"),
                ("__CHAR_UNSIGNED__", "1"),
            ),
            aliases=("aarch64",),
            clang="aarch64-linux-gnu",
            anonymous_bit_field_aligns=True,
        ),
        Target(
            "arm",
            headers="arm",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, long_double=(8, 8)),
            char_signed=False,
            size_type=_ILP32_SIZE,
            biggest_align=8,
            wchar_type="unsigned int",
            macros=(
                *_common(32, "little"),
                ("__arm__", "1"),
                ("__ARM_EABI__", "1"),
                ("__ARMEL__", "1"),
                ("__CHAR_UNSIGNED__", "1"),
            ),
            aliases=("armel", "armhf", "armv6l", "armv7l", "armv8l"),
            clang="arm-linux-gnueabi",
            vector_align=8,
            anonymous_bit_field_aligns=True,
            compat_of="arm64",
        ),
        Target(
            "s390x",
            headers="s390",
            byte_order="big",
            bits=64,
            scalars=_scalars(8, long_double=(16, 8), sixteen=8),
            char_signed=False,
            size_type=_LP64_SIZE,
            biggest_align=8,
            macros=(
                *_common(64, "big"),
                ("__s390__", "1"),
                ("__s390x__", "1"),
                ("__zarch__", "1"),
                ("__CHAR_UNSIGNED__", "1"),
            ),
            aliases=("s390",),
            clang="s390x-linux-gnu",
        ),
        Target(
            "powerpc64",
            headers="powerpc",
            byte_order="big",
            bits=64,
            scalars=_scalars(8),
            char_signed=False,
            size_type=_LP64_SIZE,
            macros=(
                *_common(64, "big"),
                ("__powerpc__", "1"),
                ("__powerpc64__", "1"),
                ("__PPC__", "1"),
                ("__PPC64__", "1"),
                ("__BIG_ENDIAN__", "1"),
                ("_BIG_ENDIAN", "1"),
                ("__CHAR_UNSIGNED__", "1"),
            ),
            ioc=IOC_OLD,
            aliases=("ppc64",),
            clang="powerpc64-linux-gnu",
        ),
    )
}

_NAMES = {name: target for target in TARGETS.values() for name in (target.name, *target.aliases)}

GROUPS: dict[str, tuple[str, ...]] = {
    "all": tuple(TARGETS),
    "64bit": tuple(t.name for t in TARGETS.values() if t.bits == 64),
    "32bit": tuple(t.name for t in TARGETS.values() if t.bits == 32),
    "little-endian": tuple(t.name for t in TARGETS.values() if t.byte_order == "little"),
    "big-endian": tuple(t.name for t in TARGETS.values() if t.byte_order == "big"),
}


def host_target() -> Target:
    """The target of the machine that runs this, x86_64 where it is not known."""
    return _NAMES.get(platform.machine().lower(), TARGETS["x86_64"])


def select_targets(words: str) -> tuple[Target, ...]:
    """Targets for names, aliases, globs and groups, comma-separated, in the order given.

    Raises:
        UapiError: a word that names no target.
    """
    chosen: dict[str, Target] = {}
    for word in filter(None, (part.strip() for part in words.split(","))):
        for target in _named(word):
            chosen[target.name] = target
    if not chosen:
        raise UapiError("no target given; 'uapi targets' lists them")
    return tuple(chosen.values())


def _named(word: str) -> tuple[Target, ...]:
    if word in GROUPS:
        return tuple(TARGETS[name] for name in GROUPS[word])
    if word.startswith("compat-of:"):
        return tuple(t for t in TARGETS.values() if t.compat_of == word.removeprefix("compat-of:"))
    if word in _NAMES:
        return (_NAMES[word],)
    found = tuple(t for t in TARGETS.values() if fnmatch.fnmatchcase(t.name, word))
    if found and "*" in word:
        return found
    import difflib

    near = difflib.get_close_matches(word, [*_NAMES, *GROUPS], n=3)
    hint = f"did you mean {', '.join(near)}?" if near else "'uapi targets' lists them"
    raise UapiError(f"unknown target '{word}'; {hint}")
