"""Strategies for headers of records, enums and typedefs, with attributes wherever C takes them.

What gcc and clang disagree about is only in `wild_headers`, for gcc: bit-fields of an over-aligned
typedef and with ``aligned``, several ``aligned`` on one typedef or record, vectors, attributes in
odd places, ``#pragma pack`` within a record, ``ms_struct``. Widths of enum bit-fields stay within a
byte, as enums are as small as their values on hexagon.
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
WILD_HEAD = """typedef int twice __attribute__((aligned(16))) __attribute__((aligned(2)));
typedef char twice_up __attribute__((aligned(2), aligned(8)));
typedef unsigned int wide_bits __attribute__((aligned(8)));
typedef short thin_bits __attribute__((aligned(1)));
typedef int quad __attribute__((vector_size(16)));
typedef char pair __attribute__((vector_size(8)));
typedef double large __attribute__((vector_size(32)));
typedef __builtin_va_list list_t;
typedef char *__attribute__((aligned(2))) low_pointer;
typedef __typeof__(int (*)[2]) other_pointer;
typedef struct { int a; } __attribute__((aligned(8))) __attribute__((aligned(2))) lowered_record;
enum __attribute__((packed)) tiny { T_A, T_B = 200 };
enum both { B_A = -1, B_B = 0xffffffffffffffff };
"""
"""More of them, about which compilers disagree."""
_WILD = ("twice", "twice_up", "wide_bits", "thin_bits", "quad", "pair", "large", "list_t", "call",
         "low_pointer", "other_pointer", "lowered_record", "enum tiny", "enum both",
         "float _Complex", "double _Complex", "_Float32", "_Float64", "long double")  # fmt: skip
_WILD_ALIGNED = ("__attribute__((aligned({n})))", "__attribute__((packed))",
                 "__attribute__((aligned({n}), aligned({m})))", "__attribute__((aligned(1)))",
                 "__attribute__((packed)) __attribute__((aligned({n})))",
                 "__attribute__((unused))")  # fmt: skip
_WILD_RECORD = (
    *_ON_RECORD,
    *_WILD_ALIGNED,
    "__attribute__((aligned({m}))) __attribute__((packed))",
)


class _Header:
    """A header while it is drawn."""

    def __init__(self, draw: st.DrawFn, *, wild: bool = False) -> None:
        self.draw = draw
        self.known: list[str] = []
        self.wild = wild

    def one(self, choices: tuple[str, ...] | list[str]) -> str:
        n, m = (self.draw(st.sampled_from((2, 4, 8, 16))) for _ in range(2))
        return self.draw(st.sampled_from(choices)).format(n=n, m=m)

    def record(self, n: int) -> str:
        kind = self.one(("struct", "struct", "union"))
        members = self.members("m", 0)
        flexible = kind == "struct" and self.draw(st.integers(0, 7)) == 0
        if flexible:
            members += f" {self.one(('char', 'int', 'u64', 'odd'))} last[];"
        else:
            self.known.append(f"{kind} r{n}")
        on = _WILD_RECORD if self.wild else _ON_RECORD
        before, after = self.draw(st.permutations((self.one(on), "")))
        text = f"{kind} {before} r{n} {{ {members} }} {after};"
        pack = self.draw(st.sampled_from((0, 0, 0, 1, 2, 4, 8)))
        if self.wild:
            text = f"{text}\n#pragma pack()"
        return f"#pragma pack(push, {pack})\n{text}\n#pragma pack(pop)" if pack else text

    def members(self, prefix: str, depth: int) -> str:
        count = self.draw(st.integers(0, 4))
        first = f"{self.one(('char', 'int', 'short'))} {prefix}_first;"
        return " ".join([first, *(self.member(f"{prefix}{i}", depth) for i in range(count))])

    def wild_member(self, name: str) -> str:
        on, ctype = self.one(_WILD_ALIGNED), self.one((*_PLAIN, *_WILD))
        bits = self.one(("_Bool", "char", "int", "unsigned int", "long long", "u8", "wide_bits",
                         "thin_bits", "twice", "twice_up"))  # fmt: skip
        width = self.draw(st.integers(1, _WIDTHS.get(bits, 8)))
        return self.one([
            f"{ctype} {name};", f"{ctype} {name} {on};", f"{on} {ctype} {name}, *{name}_b;",
            f"{ctype} {on} {name}, *{name}_b[2];", f"{ctype} *{on} {name};",
            f"{ctype} *{on} const *{name};",
            f"{ctype.replace('void *', 'int')} {name}_a, {name} {on}, *{name}_c;",
            f"int (*{on} {name})(int __attribute__((unused)) a), {name}_b;",
            f"{bits} {name}:{width} {on};",
            f"{bits} {name}:{width};", f"{on} {bits} {name}:{width}, {name}_b:{width};",
            f"{bits} :0 {on};", f"{on} char *{name}[2];",
            f"char *__attribute__((aligned(2))) {name}[2];",
            f"char {name};\n#pragma pack({self.one(['1', '2', '4', '8', ''])})\n",
            f"const volatile {ctype} {on} {name};", f"[[gnu::packed]] {ctype} {name};",
            f"int {name} [[gnu::aligned({self.one(['2', '8'])})]];",
        ])  # fmt: skip

    def member(self, name: str, depth: int) -> str:
        if self.wild and self.draw(st.booleans()):
            return self.wild_member(name)
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


@st.composite
def wild_headers(draw: st.DrawFn) -> str:
    """The same with all that only gcc is asked about."""
    header = _Header(draw, wild=True)
    count = draw(st.integers(1, 6))
    return HEAD + WILD_HEAD + "".join(f"{header.record(n)}\n" for n in range(count))
