"""What a target is: what one Linux ABI says of sizes, alignments, bit-fields and ioctl numbers.

The table is in abi.targets, finding a target by name in abi.target. All sizes
and alignments are in bytes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

ByteOrder = Literal["little", "big"]
Judge = Literal["clang", "gcc", ""]


class ScalarLayout(msgspec.Struct, frozen=True):
    """Size and alignment, in bytes.

    `align` is what ``__alignof__`` says of the type, `member` how a member of
    the type is aligned (``_Alignof``); they differ on i386.
    """

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
IOC_PARISC = IocLayout(size_bits=14, none=0, read=1, write=2)
"""parisc: read and write the other way round."""


class Target(msgspec.Struct, frozen=True):
    """One ABI."""

    name: str
    headers: str
    """The kernel's name for the architecture whose ``asm/`` headers it uses."""
    byte_order: ByteOrder
    bits: int
    """Width of a pointer and of ``long``, in bits (x32's registers are wider)."""
    scalars: dict[str, ScalarLayout]
    size_type: str
    """The C type of ``sizeof``."""
    macros: tuple[tuple[str, str], ...]
    """What the target's compiler predefines and headers ask for; `abi.predefined` has the rest."""
    char_signed: bool = True
    wchar_type: str = "int"
    """The C type of ``L'x'``."""
    ioc: IocLayout = IOC_GENERIC
    aliases: tuple[str, ...] = ()
    """Other names: of ``uname -m``, Debian, the kernel's ARCH, where they mean no other target."""
    register_bits: int = 0
    """Width of ``mode(word)``, in bits, where it is not that of a pointer."""
    biggest_align: int = 16
    """What ``aligned`` without an operand means, in bytes; GCC's ``__BIGGEST_ALIGNMENT__``."""
    most_vector_align: int = 0
    """The most that a vector's size aligns it, in bytes (TARGET_VECTOR_ALIGNMENT); 0: no limit."""
    wide_vector_member: int = 0
    """What a vector of 8 bytes is aligned to in records, where that is less than its size: it is an
    integer to GCC where there are no MMX registers (x86_field_alignment)."""
    anonymous_bit_field_aligns: bool = False
    """Whether an unnamed bit-field's type aligns the record (AAPCS 8.1.8)."""
    bit_field_type_matters: bool = True
    """Whether a bit-field is placed and aligned as its type says (PCC_BITFIELD_TYPE_MATTERS)."""
    empty_field_align: int = 1
    """Where that is not so, what ``:0`` aligns to, in bytes (EMPTY_FIELD_BOUNDARY)."""
    short_enums: bool = False
    """Whether an enum is as small as its values allow."""
    compat_of: str = ""
    """The 64-bit target whose kernels also run this one's programs."""
    judge: Judge = "clang"
    """The compiler that decides how things are; empty where none is to be had."""
    clang: str = ""
    """The triple to give to ``clang -target``; empty where clang knows none."""
    gcc: tuple[tuple[str, ...], ...] = ()
    """Commands that are a gcc for the target, as Debian names them, with their options."""
    document: str = ""
    """Where no compiler could be asked: what says so."""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def pointer(self) -> ScalarLayout:
        return self.scalars["pointer"]

    @property
    def word_size(self) -> int:
        """Size of ``mode(word)``, in bytes."""
        return (self.register_bits or self.bits) // 8

    def vector_align(self, size: int, *, in_record: bool) -> int:
        """What a vector of `size` bytes is aligned to, in bytes: its size, with exceptions."""
        if in_record and size == 8 and self.wide_vector_member:
            return self.wide_vector_member
        return min(size, self.most_vector_align or size)
