"""Names that the kernel has and programs have not, and those that C++ keeps: data."""

from __future__ import annotations

import re

CXX_KEYWORDS = frozenset({
    "alignas", "alignof", "and", "and_eq", "asm", "bitand", "bitor", "bool", "catch", "class",
    "compl", "concept", "const_cast", "consteval", "constexpr", "constinit", "co_await",
    "co_return", "co_yield", "decltype", "delete", "dynamic_cast", "explicit", "export", "false",
    "friend", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator",
    "or", "or_eq", "private", "protected", "public", "reinterpret_cast", "requires",
    "static_assert", "static_cast", "template", "this", "thread_local", "throw", "true", "try",
    "typeid", "typename", "using", "virtual", "wchar_t", "xor", "xor_eq",
})  # fmt: skip
"""Keywords of C++20 that are not keywords of C11 ([lex.key])."""

_MACROS = re.compile(
    r"(?<![\w.>])(?:(?:BIT|BIT_ULL|BIT_MASK|GENMASK|GENMASK_ULL|GENMASK_U\d+|BIT_U\d+|FIELD_PREP"
    r"|FIELD_GET|FIELD_MAX|ARRAY_SIZE|DIV_ROUND_UP|DIV_ROUND_CLOSEST|ALIGN|PTR_ALIGN|IS_ALIGNED"
    r"|round_up|round_down|roundup|rounddown|ilog2|order_base_2|roundup_pow_of_two"
    r"|container_of|sizeof_field|offsetofend|struct_size|flex_array_size|upper_32_bits"
    r"|lower_32_bits|IS_ENABLED|BUILD_BUG_ON|BUILD_BUG_ON_ZERO|WARN_ON|WARN_ON_ONCE|likely"
    r"|unlikely|READ_ONCE|WRITE_ONCE|min_t|max_t|min|max|clamp|swap|cpu_to_[lb]e(?:16|32|64)"
    r"|[lb]e(?:16|32|64)_to_cpu|be32_to_cpup|le32_to_cpup|virt_to_phys|page_to_pfn)(?=\s*\()"
    r"|SZ_\d+[KMGTPE]?\b|PAGE_SIZE\b|PAGE_SHIFT\b|PAGE_MASK\b|BITS_PER_LONG\b|BITS_PER_BYTE\b"
    r"|L1_CACHE_BYTES\b|SMP_CACHE_BYTES\b|NR_CPUS\b|MAX_ERRNO\b|NSEC_PER_SEC\b|USEC_PER_SEC\b"
    r"|HZ\b|[US](?:8|16|32|64)_MAX\b|S(?:8|16|32|64)_MIN\b)"
)
"""Of include/linux and include/vdso: bits.h, bitfield.h, sizes.h, align.h, math.h, minmax.h,
log2.h, stddef.h, overflow.h, limits.h, compiler.h, byteorder/generic.h."""

_BITS = r"(?:8(?<![\w.>][us]8)|(?:16|32|64)(?<![\w.>][us]\d\d))"
_BEFORE_NAME = r"(?=\s*\*+\s*[\w)]|[ \t]+[A-Za-z_])"
_TYPES = re.compile(
    rf"u{_BITS}{_BEFORE_NAME}|s{_BITS}{_BEFORE_NAME}"
    r"|\(\s*(?:const\s+)?([us](?:8|16|32|64))\s*\)"
)
"""Of include/asm-generic/int-ll64.h, where only a type can stand: before a name, or in a cast.
Each alternative begins with a letter of its own: so it is found five times as fast."""
MAYBE_TYPES = re.compile("|".join(rf"{n}(?<=[us]{n})(?<![\w.>][us]{n})" for n in (8, 16, 32, 64)))
"""Asked first, because it costs little: looks for the numbers, which are rarer than letters."""


def kernel_macros(body: str) -> list[str]:
    """The macros of the kernel that a text uses."""
    return _MACROS.findall(body)


def kernel_types(text: str) -> dict[str, int]:
    """The types of the kernel that a text uses, with the line of each first use, from 0."""
    found: dict[str, int] = {}
    for match in _TYPES.finditer(text):
        name = match[1] or match[0]
        found.setdefault(name, text.count("\n", 0, match.start()))
    return found
