"""The table of targets: the only place that knows one ABI from another.

What compilers can be asked they are asked by tests/abi/test_target.py, and
``python -m tests.oracle.scalars`` prints their answers. Where clang and the gcc
that builds Linux disagree, gcc's answer stands here and a comment says so. All
sizes and alignments are in bytes.
"""

from __future__ import annotations

import msgspec

from abi.target_model import IOC_OLD, IOC_PARISC, ByteOrder, ScalarLayout, Target


def _scalars(
    long: int,
    *,
    most: int = 16,
    eight_in_records: int = 8,
    long_double: tuple[int, int] = (16, 16),
    va_list: int = 0,
) -> dict[str, ScalarLayout]:
    """The scalars of a target: those of their size, and no more than `most`, aligned.

    `long` is the size of long and of pointers; `eight_in_records` the most that
    an 8-byte member is aligned; `long_double` size and alignment; `va_list` the size of
    what is no pointer, but a record of pointers and counters (or an array of one).
    """

    def natural(size: int) -> ScalarLayout:
        align = min(size, most)
        return ScalarLayout(size, align, min(align, eight_in_records) if size == 8 else align)

    table = {
        "void": ScalarLayout(1, 1, 1),  # GNU C: sizeof (void) is 1
        "_Bool": natural(1),
        "char": natural(1),
        "short": natural(2),
        "int": natural(4),
        "long": natural(long),
        "long long": natural(8),
        "__int128": natural(16),
        "float": natural(4),
        "double": natural(8),
        "long double": ScalarLayout(long_double[0], long_double[1], long_double[1]),
        "_Float16": natural(2),
        "__float128": natural(16),
        "pointer": natural(long),
    }
    for name in ("char", "short", "int", "long", "long long", "__int128"):
        table[f"unsigned {name}"] = table[name]
    table["signed char"] = table["char"]
    pointer = table["pointer"]
    table["__builtin_va_list"] = msgspec.structs.replace(pointer, size=va_list or pointer.size)
    for name, same in (("_Float32", "float"), ("_Float64", "double"), ("_Float32x", "double")):
        table[name] = table[same]  # ISO/IEC TS 18661-3
    for size in (4, 8, 16):
        align = min(size, most)
        table[f"_Decimal{8 * size}"] = ScalarLayout(size, align, align)  # ISO/IEC TR 24732
    for name in ("float", "double", "long double"):  # C11 6.2.5p13
        table[f"{name} _Complex"] = msgspec.structs.replace(table[name], size=2 * table[name].size)
    return table


_NO_QUAD = (8, 8)
"""A long double that is a double."""


def _macros(
    bits: int, order: ByteOrder, own: str, *, has_int128: bool = False
) -> tuple[tuple[str, str], ...]:
    """Macros that every GNU-compatible compiler for Linux predefines, and a target's `own`.

    Those are given as ``NAME``, which is 1, or ``NAME=VALUE``, with blanks between them.
    """
    is_lp64 = bits == 64
    wide = "long" if is_lp64 else "long long"
    return (
        ("__GNUC__", "12"),
        ("__GNUC_MINOR__", "2"),
        ("__linux__", "1"),
        ("__linux", "1"),
        ("linux", "1"),
        ("__gnu_linux__", "1"),
        ("__unix__", "1"),
        ("__unix", "1"),
        ("unix", "1"),
        ("__ELF__", "1"),
        ("__ORDER_LITTLE_ENDIAN__", "1234"),
        ("__ORDER_BIG_ENDIAN__", "4321"),
        ("__BYTE_ORDER__", f"__ORDER_{order.upper()}_ENDIAN__"),
        ("__CHAR_BIT__", "8"),
        ("__SIZEOF_SHORT__", "2"),
        ("__SIZEOF_INT__", "4"),
        ("__SIZEOF_LONG__", str(bits // 8)),
        ("__SIZEOF_LONG_LONG__", "8"),
        ("__SIZEOF_POINTER__", str(bits // 8)),
        ("__SIZEOF_SIZE_T__", str(bits // 8)),
        ("__SIZE_TYPE__", "long unsigned int" if is_lp64 else "unsigned int"),
        ("__PTRDIFF_TYPE__", "long int" if is_lp64 else "int"),
        ("__INT64_TYPE__", f"{wide} int"),
        ("__UINT64_TYPE__", f"{wide} unsigned int"),
        ("__INT_MAX__", "0x7fffffff"),
        ("__LONG_MAX__", "0x7fffffffffffffffL" if is_lp64 else "0x7fffffffL"),
        *((("__SIZEOF_INT128__", "16"),) if (has_int128 or is_lp64) else ()),
        *((("__LP64__", "1"), ("_LP64", "1")) if is_lp64 else ()),
        *((name, value or "1") for name, _, value in (word.partition("=") for word in own.split())),
    )


_LP64_SIZE = "unsigned long"
_ILP32_SIZE = "unsigned int"
_PPC64 = "__powerpc__ __PPC__ __powerpc64__ __PPC64__"
_MIPS_BIG = "__mips__ __mips_isa_rev=2 __MIPSEB__ _MIPSEB"
_MIPS_LITTLE = "__mips__ __mips_isa_rev=2 __MIPSEL__ _MIPSEL"

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target(
            "x86_64",
            headers="x86",
            byte_order="little",
            bits=64,
            scalars=_scalars(8, va_list=24),
            size_type=_LP64_SIZE,
            macros=_macros(64, "little", "__x86_64__ __amd64__"),
            aliases=("amd64", "x86-64"),
            clang="x86_64-linux-gnu",
            gcc=(("gcc", "-m64"), ("x86_64-linux-gnu-gcc", "-m64")),
        ),
        Target(
            "i386",
            headers="x86",
            byte_order="little",
            bits=32,
            # System V i386 psABI: 8-byte scalars are 4-byte aligned in records;
            # the type by itself has GCC's preferred 8.
            wide_vector_member=4,
            scalars=_scalars(4, eight_in_records=4, long_double=(12, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__i386__ __i386 __ILP32__ _ILP32"),
            # Clang says int.
            wchar_type="long",
            aliases=("i486", "i586", "i686", "x86", "ia32"),
            compat_of="x86_64",
            clang="i386-linux-gnu",
            gcc=(("gcc", "-m32"), ("x86_64-linux-gnu-gcc", "-m32")),
        ),
        Target(
            "x32",
            headers="x86",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, va_list=16),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__x86_64__ __amd64__ __ILP32__ _ILP32", has_int128=True),
            register_bits=64,
            # Clang says int.
            wchar_type="long",
            aliases=("gnux32",),
            compat_of="x86_64",
            clang="x86_64-linux-gnux32",
            gcc=(("gcc", "-mx32"), ("x86_64-linux-gnu-gcc", "-mx32")),
        ),
        Target(
            "arm64",
            headers="arm64",
            byte_order="little",
            bits=64,
            most_vector_align=16,
            scalars=_scalars(8, va_list=32),
            size_type=_LP64_SIZE,
            macros=_macros(64, "little", "__aarch64__ __AARCH64EL__ __CHAR_UNSIGNED__"),
            char_signed=False,
            wchar_type="unsigned int",
            aliases=("aarch64",),
            anonymous_bit_field_aligns=True,
            clang="aarch64-linux-gnu",
            gcc=(("aarch64-linux-gnu-gcc",),),
        ),
        Target(
            "arm",
            headers="arm",
            byte_order="little",
            bits=32,
            most_vector_align=8,
            scalars=_scalars(4, long_double=_NO_QUAD),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__arm__ __ARM_EABI__ __ARMEL__ __CHAR_UNSIGNED__"),
            char_signed=False,
            wchar_type="unsigned int",
            aliases=("armel", "armhf", "armv6l", "armv7l", "armv8l"),
            biggest_align=8,
            anonymous_bit_field_aligns=True,
            compat_of="arm64",
            clang="arm-linux-gnueabi",
            gcc=(("arm-linux-gnueabi-gcc",), ("arm-linux-gnueabihf-gcc",)),
        ),
        Target(
            "armeb",
            headers="arm",
            byte_order="big",
            bits=32,
            most_vector_align=8,
            scalars=_scalars(4, long_double=_NO_QUAD),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__arm__ __ARM_EABI__ __ARMEB__ __CHAR_UNSIGNED__"),
            char_signed=False,
            wchar_type="unsigned int",
            aliases=("armv5teb", "armv6b", "armv7b"),
            biggest_align=8,
            anonymous_bit_field_aligns=True,
            clang="armeb-linux-gnueabi",
            gcc=(("arm-linux-gnueabi-gcc", "-mbig-endian"),),
        ),
        Target(
            "riscv64",
            headers="riscv",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(64, "little", "__riscv __riscv_xlen=64 __CHAR_UNSIGNED__"),
            char_signed=False,
            aliases=("rv64",),
            clang="riscv64-linux-gnu",
            gcc=(("riscv64-linux-gnu-gcc",),),
        ),
        Target(
            "riscv32",
            headers="riscv",
            byte_order="little",
            bits=32,
            scalars=_scalars(4),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__riscv __riscv_xlen=32 __CHAR_UNSIGNED__"),
            char_signed=False,
            aliases=("rv32",),
            compat_of="riscv64",
            clang="riscv32-linux-gnu",
            gcc=(("riscv64-linux-gnu-gcc", "-march=rv32gc", "-mabi=ilp32d"),),
        ),
        Target(
            "s390x",
            headers="s390",
            byte_order="big",
            bits=64,
            scalars=_scalars(8, most=8, long_double=(16, 8), va_list=32),
            size_type=_LP64_SIZE,
            macros=_macros(64, "big", "__s390__ __s390x__ __zarch__ __CHAR_UNSIGNED__"),
            char_signed=False,
            aliases=("s390",),
            biggest_align=8,
            clang="s390x-linux-gnu",
            gcc=(("s390x-linux-gnu-gcc",),),
        ),
        Target(
            "powerpc64le",
            headers="powerpc",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(
                64,
                "little",
                f"{_PPC64} __LITTLE_ENDIAN__ _LITTLE_ENDIAN __CHAR_UNSIGNED__",
            ),
            char_signed=False,
            ioc=IOC_OLD,
            aliases=("ppc64le", "ppc64el"),
            clang="powerpc64le-linux-gnu",
            gcc=(
                ("powerpc64le-linux-gnu-gcc",),
                ("powerpc64-linux-gnu-gcc", "-mlittle-endian", "-mabi=elfv2"),
            ),
        ),
        Target(
            "powerpc64",
            headers="powerpc",
            byte_order="big",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(
                64,
                "big",
                f"{_PPC64} __BIG_ENDIAN__ _BIG_ENDIAN __CHAR_UNSIGNED__",
            ),
            char_signed=False,
            ioc=IOC_OLD,
            aliases=("ppc64",),
            clang="powerpc64-linux-gnu",
            gcc=(("powerpc64-linux-gnu-gcc",),),
        ),
        Target(
            "powerpc",
            headers="powerpc",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, va_list=12),
            size_type=_ILP32_SIZE,
            macros=_macros(
                32, "big", "__powerpc__ __PPC__ __BIG_ENDIAN__ _BIG_ENDIAN __CHAR_UNSIGNED__"
            ),
            char_signed=False,
            # Clang says int.
            wchar_type="long",
            ioc=IOC_OLD,
            aliases=("ppc", "ppc32", "powerpc32"),
            compat_of="powerpc64",
            clang="powerpc-linux-gnu",
            gcc=(("powerpc-linux-gnu-gcc",),),
        ),
        Target(
            "mips",
            headers="mips",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, long_double=_NO_QUAD),
            size_type=_ILP32_SIZE,
            macros=_macros(
                32,
                "big",
                f"{_MIPS_BIG} _ABIO32=1 _MIPS_SIM=_ABIO32 _MIPS_SZLONG=32",
            ),
            ioc=IOC_OLD,
            aliases=("mipseb", "mips32"),
            biggest_align=8,
            compat_of="mips64",
            clang="mips-linux-gnu",
            gcc=(("mips-linux-gnu-gcc",),),
        ),
        Target(
            "mipsel",
            headers="mips",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, long_double=_NO_QUAD),
            size_type=_ILP32_SIZE,
            macros=_macros(
                32,
                "little",
                f"{_MIPS_LITTLE} _ABIO32=1 _MIPS_SIM=_ABIO32 _MIPS_SZLONG=32",
            ),
            ioc=IOC_OLD,
            aliases=("mips32el",),
            biggest_align=8,
            compat_of="mips64el",
            clang="mipsel-linux-gnu",
            gcc=(("mipsel-linux-gnu-gcc",), ("mips-linux-gnu-gcc", "-EL")),
        ),
        Target(
            "mips64",
            headers="mips",
            byte_order="big",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(
                64,
                "big",
                f"{_MIPS_BIG} _ABI64=3 _MIPS_SIM=_ABI64 _MIPS_SZLONG=64 __mips64",
            ),
            ioc=IOC_OLD,
            aliases=("mips64eb",),
            clang="mips64-linux-gnuabi64",
            gcc=(("mips64-linux-gnuabi64-gcc",),),
        ),
        Target(
            "mips64el",
            headers="mips",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(
                64,
                "little",
                f"{_MIPS_LITTLE} _ABI64=3 _MIPS_SIM=_ABI64 _MIPS_SZLONG=64 __mips64",
            ),
            ioc=IOC_OLD,
            clang="mips64el-linux-gnuabi64",
            gcc=(("mips64el-linux-gnuabi64-gcc",), ("mips64-linux-gnuabi64-gcc", "-EL")),
        ),
        Target(
            "mipsn32",
            headers="mips",
            byte_order="big",
            bits=32,
            scalars=_scalars(4),
            size_type=_ILP32_SIZE,
            macros=_macros(
                32,
                "big",
                f"{_MIPS_BIG} _ABIN32=2 _MIPS_SIM=_ABIN32 _MIPS_SZLONG=32 __mips64",
                has_int128=True,
            ),
            register_bits=64,
            ioc=IOC_OLD,
            aliases=("mips-n32", "n32"),
            compat_of="mips64",
            clang="mips64-linux-gnuabin32",
            gcc=(("mips64-linux-gnuabi64-gcc", "-mabi=n32"),),
        ),
        Target(
            "loongarch64",
            headers="loongarch",
            byte_order="little",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(
                64, "little", "__loongarch__ __loongarch64 __loongarch_grlen=64 __loongarch_lp64"
            ),
            aliases=("loong64", "loongarch"),
            clang="loongarch64-linux-gnu",
            gcc=(("loongarch64-linux-gnu-gcc",),),
        ),
        Target(
            "sparc64",
            headers="sparc",
            byte_order="big",
            bits=64,
            scalars=_scalars(8),
            size_type=_LP64_SIZE,
            macros=_macros(64, "big", "__sparc__ __sparc __sparc_v9__ __arch64__"),
            ioc=IOC_OLD,
            clang="sparc64-linux-gnu",
            gcc=(("sparc64-linux-gnu-gcc",),),
        ),
        Target(
            "sparc",
            headers="sparc",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, most=8, long_double=(16, 8)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__sparc__ __sparc"),
            ioc=IOC_OLD,
            aliases=("sparc32",),
            biggest_align=8,
            compat_of="sparc64",
            clang="sparc-linux-gnu",
            gcc=(("sparc64-linux-gnu-gcc", "-m32"),),
        ),
        Target(
            "m68k",
            headers="m68k",
            byte_order="big",
            bits=32,
            # Clang gives scalars their natural alignment: it does not know Linux's ABI here.
            scalars=_scalars(4, most=2, long_double=(12, 2)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__m68k__ __mc68000__ __mc68000 __mc68020__"),
            wchar_type="long",
            biggest_align=2,
            bit_field_type_matters=False,
            empty_field_align=2,
            judge="gcc",
            clang="m68k-linux-gnu",
            gcc=(("m68k-linux-gnu-gcc",),),
        ),
        Target(
            "arc",
            headers="arc",
            byte_order="little",
            bits=32,
            # Clang prefers 8 for long long.
            most_vector_align=4,
            scalars=_scalars(4, most=4, long_double=(8, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__arc__ __ARCHS__ __LITTLE_ENDIAN__ __CHAR_UNSIGNED__"),
            char_signed=False,
            biggest_align=4,
            judge="gcc",
            gcc=(("arc-linux-gnu-gcc",),),
        ),
        Target(
            "csky",
            headers="csky",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, most=4, long_double=(8, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(
                32, "little", "__csky__=2 __CSKY__=2 __cskyabi__=2 __CSKYABI__=2 __CHAR_UNSIGNED__"
            ),
            char_signed=False,
            # GCC's config/csky/csky.h: clang says int, aligns to 16 bytes where no number is given,
            # and by unnamed bit-fields.
            wchar_type="long",
            biggest_align=4,
            clang="csky-linux-gnu",
        ),
        Target(
            "xtensa",
            headers="xtensa",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, long_double=_NO_QUAD, va_list=12),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__xtensa__ __XTENSA__ __XTENSA_EL__ __CHAR_UNSIGNED__"),
            char_signed=False,
            # GCC's config/xtensa: clang says int, and aligns by unnamed bit-fields.
            wchar_type="long",
            clang="xtensa-linux-gnu",
        ),
        Target(
            "hexagon",
            headers="hexagon",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, long_double=_NO_QUAD, va_list=12),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__hexagon__ __qdsp6__ __CHAR_UNSIGNED__"),
            char_signed=False,
            short_enums=True,
            clang="hexagon-linux-musl",
        ),
        Target(
            "parisc",
            headers="parisc",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, most=8, long_double=_NO_QUAD),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__hppa__ __hppa __BIG_ENDIAN__"),
            wchar_type="long",
            ioc=IOC_PARISC,
            # 64-bit kernels run the same 32-bit programs; there are no others.
            aliases=("hppa", "parisc64"),
            biggest_align=8,
            judge="gcc",
            gcc=(("hppa-linux-gnu-gcc",),),
        ),
        Target(
            "alpha",
            headers="alpha",
            byte_order="little",
            bits=64,
            scalars=_scalars(8, va_list=16),
            size_type=_LP64_SIZE,
            macros=_macros(64, "little", "__alpha__ __alpha"),
            ioc=IOC_OLD,
            judge="gcc",
            gcc=(("alpha-linux-gnu-gcc",),),
        ),
        Target(
            "sh",
            headers="sh",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, most=4, long_double=(8, 4), va_list=20),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__sh__ __SH4__ __LITTLE_ENDIAN__"),
            wchar_type="long",
            aliases=("sh4", "sh4a", "superh"),
            biggest_align=4,
            judge="gcc",
            gcc=(("sh4-linux-gnu-gcc",),),
        ),
        Target(
            "microblaze",
            headers="microblaze",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, most=4, long_double=(8, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__MICROBLAZE__ __microblaze__"),
            biggest_align=4,
            judge="",
            document="GCC, config/microblaze/microblaze.h; cf. "
            "MicroBlaze Processor Reference Guide (UG984), Application Binary Interface",
        ),
        Target(
            "nios2",
            headers="nios2",
            byte_order="little",
            bits=32,
            scalars=_scalars(4, most=4, long_double=(8, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "little", "__NIOS2__ __nios2__ __nios2_little_endian__"),
            biggest_align=4,
            judge="",
            document="GCC, config/nios2/nios2.h; cf. "
            "Nios II Processor Reference Guide, Application Binary Interface",
        ),
        Target(
            "openrisc",
            headers="openrisc",
            byte_order="big",
            bits=32,
            scalars=_scalars(4, most=4, long_double=(8, 4)),
            size_type=_ILP32_SIZE,
            macros=_macros(32, "big", "__OR1K__ __or1k__"),
            wchar_type="unsigned int",
            aliases=("or1k",),
            biggest_align=4,
            judge="",
            document="GCC, config/or1k/or1k.h; cf. "
            "OpenRISC 1000 Architecture Manual, Application Binary Interface",
        ),
    )
}
