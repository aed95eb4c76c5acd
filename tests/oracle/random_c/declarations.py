"""Strategies for headers of records, enums and typedefs, with attributes wherever C takes them.

Not generated, as gcc and clang disagree: bit-fields of an over-aligned typedef,
several ``aligned`` on one typedef or record (gcc takes the last), and ``aligned(1)`` on a
bit-field of 64 bits (i386). Nor are vectors, and
``aligned`` on bit-fields (open: it differs below ``#pragma pack``). Widths of enum
bit-fields stay within a byte, as enums are as small as their values on hexagon.
"""

from __future__ import annotations

from hypothesis import strategies as st

_WIDTHS = {
    "_Bool": 1, "char": 8, "signed char": 8, "unsigned char": 8, "short": 16,
    "unsigned short": 16, "int": 32, "unsigned int": 32, "long": 32, "unsigned long": 32,
    "long long": 64, "unsigned long long": 64, "u8": 8, "u64": 64, "enum plain": 8,
    "enum minus": 8, "enum wide": 8,
}  # fmt: skip
"""Types of bit-fields, and the most bits that they have on every target."""
_PLAIN = (*_WIDTHS, "void *", "double", "float", "ints", "odd", "high")
_ALONE = ("raised", "lowered", "call", "byte_mode", "double_mode")
"""Types that are no elements of arrays: some are aligned to more than their size."""
_BOUNDS = ("", "", "[2]", "[sizeof(int)]", "[P_B]", "[3][2]", "[sizeof(struct three)]", "[0]")
_ON_MEMBER = ("", "", "", " __attribute__((packed))", " __attribute__((aligned({n})))",
              " __attribute__((aligned))", " __attribute__((packed, aligned({n})))")  # fmt: skip
_ON_RECORD = ("", "", "__attribute__((packed))", "__attribute__((aligned({n})))",
              "__attribute__((packed, aligned({n})))")  # fmt: skip
HEAD = """typedef unsigned char u8;
typedef unsigned long long u64;
enum plain { P_A, P_B = 5 };
enum minus { M_A = -1, M_B = 100 };
enum wide { W_A = 1ull << 40, W_B = 1 };
struct three { char bytes[3]; };
typedef int ints[2];
typedef struct { char a; int b; } __attribute__((packed)) odd;
typedef struct { char a; } __attribute__((aligned(8))) high;
typedef int raised __attribute__((aligned(16)));
typedef long long lowered __attribute__((aligned(2)));
typedef int (*call)(int, void *);
typedef int byte_mode __attribute__((mode(QI)));
typedef unsigned int double_mode __attribute__((mode(DI)));
"""
"""Declarations that records use."""


class _Header:
    """A header while it is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.known: list[str] = []

    def one(self, choices: tuple[str, ...] | list[str]) -> str:
        n = self.draw(st.sampled_from((2, 4, 8, 16)))
        return self.draw(st.sampled_from(choices)).format(n=n)

    def record(self, n: int) -> str:
        kind = self.one(("struct", "struct", "union"))
        members = self.members("m", 0)
        flexible = kind == "struct" and self.draw(st.integers(0, 7)) == 0
        if flexible:
            members += f" {self.one(('char', 'int', 'u64', 'odd'))} last[];"
        else:
            self.known.append(f"{kind} r{n}")
        before, after = self.draw(st.permutations((self.one(_ON_RECORD), "")))
        text = f"{kind} {before} r{n} {{ {members} }} {after};"
        pack = self.draw(st.sampled_from((0, 0, 0, 1, 2, 4, 8)))
        return f"#pragma pack(push, {pack})\n{text}\n#pragma pack(pop)" if pack else text

    def members(self, prefix: str, depth: int) -> str:
        count = self.draw(st.integers(0, 4))
        first = f"{self.one(('char', 'int', 'short'))} {prefix}_first;"
        return " ".join([first, *(self.member(f"{prefix}{i}", depth) for i in range(count))])

    def member(self, name: str, depth: int) -> str:
        kind = self.draw(st.integers(0, 9))
        if kind < 3:
            return self.bit_field(name)
        if kind == 3 and depth < 2:
            return self.nested(name, depth)
        if kind == 4 and self.known:
            return f"{self.one(self.known)} {name}{self.one(('', '[2]'))}{self.one(_ON_MEMBER)};"
        if kind == 5:
            return f"{self.one(_ALONE)} {name}{self.one(_ON_MEMBER)};"
        if kind == 6:
            return f"_Alignas(32) {self.one(('char', 'int', 'u64'))} {name};"
        return f"{self.one(_PLAIN)} {name}{self.one(_BOUNDS)}{self.one(_ON_MEMBER)};"

    def bit_field(self, name: str) -> str:
        ctype = self.one(tuple(_WIDTHS))
        width = _WIDTHS[ctype]
        if self.draw(st.integers(0, 5)) == 0:
            return f"{ctype} :{self.draw(st.integers(0, width))};"
        on = self.one(_ON_MEMBER[:4])
        return f"{ctype} {name}:{self.draw(st.integers(1, width))}{on};"

    def nested(self, name: str, depth: int) -> str:
        inner = self.members(f"{name}_", depth + 1)
        kind, on = self.one(("struct", "union")), self.one(_ON_RECORD)
        return f"{kind} {{ {inner} }} {on} {self.one(('', '', name))};"


@st.composite
def headers(draw: st.DrawFn) -> str:
    """Up to 12 records, one a line, after what they use."""
    header = _Header(draw)
    count = draw(st.integers(1, 12))
    return HEAD + "".join(f"{header.record(n)}\n" for n in range(count))
