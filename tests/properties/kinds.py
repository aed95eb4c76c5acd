"""Kinds of change of a record: what the inner thing is before and after.

``@`` stands for a prefix of the combination's own, so that a thousand of them fit into
one text.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

IOWR = "_IOWR(TYPE, NR, ARG)"
"""An ioctl, of which a place knows the argument, and a combination type and number."""
_MEMBER = re.compile(r"(\w+)((?:\[[^\]]*\])*)\s*(:\s*\d+)?\s*;")
_TWO = "struct { __u32 a; __u32 b; }"
_LONG = "struct { __u64 c; __u32 a; }"

Shape = Literal["plain", "bits", "flexible"]
"""A bit-field has no offset, and an array without a bound has no size."""
Least = Literal["", "depends", "breaks"]


def _shape(array: str, bits: str) -> Shape:
    return "bits" if bits else "flexible" if array == "[]" else "plain"


class Side(NamedTuple):
    """The inner thing before or after."""

    record: str
    """A record without its tag: ``struct { __u32 a; } __attribute__((packed))``."""
    head: str = ""
    """What stands before it: macros, enums."""
    ioctl: str = IOWR

    @property
    def keyword(self) -> str:
        """``struct`` or ``union``."""
        return self.record.partition(" ")[0]

    @property
    def tagged(self) -> str:
        """The record with the tag ``@in``."""
        keyword, _, rest = self.record.partition(" ")
        return f"{keyword} @in {rest}"

    @property
    def members(self) -> dict[str, Shape]:
        """Names of the members, and what can be asked of each."""
        return {name: _shape(array, bits) for name, array, bits in _MEMBER.findall(self.record)}


class Kind(NamedTuple):
    """A change of the inner thing."""

    old: Side
    new: Side
    least: Least = ""
    """What the verdict is at least, for both directions, where bytes that stay in place get
    another meaning."""
    of_ioctl: bool = False
    """Whether only an ioctl changes: where there is none, nothing does."""
    is_respelled: bool = False
    """Whether other words say the same."""

    @property
    def has_same_members(self) -> bool:
        """Whether members have the same names and types; the attributes may differ."""
        bodies = (side.record.rpartition("}")[0] for side in (self.old, self.new))
        return self.is_respelled or len({*bodies}) == 1


def _plain(old: str, new: str, least: Least = "") -> Kind:
    return Kind(Side(old), Side(new), least)


def _one(old: str, new: str, least: Least = "") -> Kind:
    """A change of one member, which stands between two others."""
    text = "struct {{ __u32 a; {} __u32 z; }}".format
    return _plain(text(old), text(new), least)


def _headed(record: str, old: str, new: str, least: Least = "") -> Kind:
    """A change of what the record hangs on."""
    return Kind(Side(record, old), Side(record, new), least)


def _ioctl(old: str, new: str, least: Least = "") -> Kind:
    return Kind(Side(_TWO, "", old), Side(_TWO, "", new), least, of_ioctl=True)


_SIZED = ("len", "size", "argsz", "sz", "length")
_BOUND = "struct { __u32 a; __u32 v[@MAX]; }"
_INSIDE = "struct { __u64 v[@MAX]; __u32 f; }"

APPENDED = {
    "append": _plain(_TWO, "struct { __u32 a; __u32 b; __u64 more; }"),
    "append a small one": _plain(_TWO, "struct { __u32 a; __u32 b; __u8 more; }"),
    "append to tail padding": _plain(_LONG, "struct { __u64 c; __u32 a; __u32 more; }"),
    "append, in a packed record": _plain(
        "struct { __u8 c; __u32 a; } __attribute__((packed))",
        "struct { __u8 c; __u32 a; __u8 more; } __attribute__((packed))",
    ),
    "append two": _plain(_TWO, "struct { __u32 a; __u32 b; __u32 more; __u32 again; }"),
    **{
        f"append after {name}": _plain(
            f"struct {{ __u32 {name}; __u32 off; }}",
            f"struct {{ __u32 {name}; __u32 off; __u64 more; }}",
        )
        for name in _SIZED
    },
    "append after flags": _plain(
        "struct { __u32 flags; __u32 a; }", "struct { __u32 flags; __u32 a; __u64 more; }"
    ),
}
PLACED = {
    "insert first": _plain(_TWO, "struct { __u32 more; __u32 a; __u32 b; }"),
    "insert between": _one("", "__u32 more;"),
    "insert a byte": _one("__u8 b;", "__u8 more; __u8 b;"),
    "swap": _plain(_TWO, "struct { __u32 b; __u32 a; }"),
    "swap of other sizes": _plain(
        "struct { __u32 a; __u16 b; __u16 c; __u8 d[4]; }",
        "struct { __u16 b; __u16 c; __u32 a; __u8 d[4]; }",
    ),
    "remove first": _plain(_TWO, "struct { __u32 b; }"),
    "remove last": _plain(_TWO, "struct { __u32 a; }"),
    "remove, its neighbour grows": _plain(
        "struct { __u32 q[2]; __u32 err; __u32 z; }", "struct { __u32 q[3]; __u32 z; }"
    ),
    "rename": _one("__u32 b;", "__u32 other;"),
    "rename to fill": _one("__u32 b;", "__u32 reserved;"),
    "split": _plain("struct { __u32 a; __u32 hi; }", "struct { __u16 a; __u16 b; __u32 hi; }"),
    "merge": _plain("struct { __u16 a; __u16 b; __u32 c; }", "struct { __u32 a; __u32 c; }"),
    "hole named": _plain("struct { __u8 c; __u32 a; }", "struct { __u8 c; __u8 pad[3]; __u32 a; }"),
    "hole used": _plain("struct { __u8 c; __u32 a; }", "struct { __u8 c; __u8 used; __u32 a; }"),
    "hole used by a long one": _plain(
        "struct { __u32 c; __u64 a; }", "struct { __u32 c; __u32 used; __u64 a; }"
    ),
    "reserved taken": _plain(
        "struct { __u32 a; __u32 reserved[3]; }", "struct { __u32 a; __u64 used; __u32 reserved; }"
    ),
    "reserved split": _plain(
        "struct { __u32 a; __u32 b; __u64 resv[2]; }",
        "struct { __u32 a; __u32 b; __u32 used; __u32 resv1; __u64 resv2; }",
    ),
}
TYPED = {
    "widen": _one("__u32 b;", "__u64 b;"),
    "widen the last": _plain(_TWO, "struct { __u32 a; __u64 b; }"),
    "widen into padding": _plain("struct { __u64 c; __u16 a; }", "struct { __u64 c; __u32 a; }"),
    "narrow": _one("__u64 b;", "__u32 b;"),
    "narrow into padding": _one("__u32 b;", "__u16 b;"),
    "sign": _one("__u32 b;", "__s32 b;"),
    "to float": _one("__u32 b;", "float b;", "breaks"),
    "to double": _one("__s64 b;", "double b;", "breaks"),
    "to bool": _one("__u8 b;", "_Bool b;", "depends"),
    "bytes to a pointer": _one("char b[sizeof(void *)];", "char *b;", "breaks"),
    "number to a pointer": _one("unsigned long b;", "void *b;", "depends"),
    "pointee": _one("struct @xx *b;", "struct @yy *b;", "depends"),
    "shorts to a word": _one("__u16 b[2];", "__u32 b;", "depends"),
    "byte order": _one("__be32 b;", "__le32 b;", "breaks"),
    "shape": _one("__u32 b[2][3];", "__u32 b[3][2];", "breaks"),
    "another record": Kind(
        Side("struct { __u32 a; struct @xx b; __u32 z; }", _RECORDS := (
            "struct @xx { __u32 x; __u32 y; };\nstruct @yy { __u16 x; __u16 y; __u32 w; };\n"
        )),
        Side("struct { __u32 a; struct @yy b; __u32 z; }", _RECORDS),
        "depends",
    ),
    "moved and retyped": _plain(
        "struct { __u32 a; __u32 b; __u32 c; }", "struct { __u32 a; __u64 b; __u32 c; }"
    ),
}  # fmt: skip
BOUNDS = {
    "bound grows": _one("__u32 b[2];", "__u32 b[3];"),
    "bound shrinks": _one("__u32 b[3];", "__u32 b[2];"),
    "bound of the last grows": _plain(
        "struct { __u32 a; __u32 v[2]; }", "struct { __u32 a; __u32 v[3]; }"
    ),
    "macro bound grows": _headed(_INSIDE, "#define @MAX 2\n", "#define @MAX 3\n"),
    "macro bound of the last grows": _headed(_BOUND, "#define @MAX 2\n", "#define @MAX 4\n"),
    "macro bound shrinks": _headed(_INSIDE, "#define @MAX 3\n", "#define @MAX 2\n"),
    "computed bound": _headed(
        "struct { __u32 v[@B]; __u32 f; }",
        "#define @A 2\n#define @B (2 * @A)\n",
        "#define @A 3\n#define @B (2 * @A)\n",
    ),
    "bound with a parameter": _headed(
        "struct { __u32 v[@B(6)]; __u32 f; }",
        "#define @B(n) ((n) + 2)\n",
        "#define @B(n) ((n) + 4)\n",
    ),
    "enumerator before the end": _headed(
        _INSIDE, "enum { @ONE, @TWO, @MAX };\n", "enum { @ONE, @TWO, @NEW, @MAX };\n"
    ),
    "enumerator before the end, of the last": _headed(
        _BOUND,
        "enum @kinds { @ONE, @TWO, @MAX };\n",
        "enum @kinds { @ONE, @TWO, @NEW, @SECOND, @MAX };\n",
    ),
    "enumerator before the end, counted": _headed(
        "struct { __u8 v[@NUM + 1]; __u8 f; }",
        "enum { @ONE, @TWO, @LAST, @NUM = @LAST - 1 };\n",
        "enum { @ONE, @TWO, @NEW, @LAST, @NUM = @LAST - 1 };\n",
    ),
    "one element to flexible": _plain(
        "struct { __u32 n; __u32 v[1]; }", "struct { __u32 n; __u32 v[]; }"
    ),
    "no element to one": _plain(
        "struct { __u32 n; __u32 v[0]; }", "struct { __u32 n; __u32 v[1]; }"
    ),
}
_TYPEDEF = "struct { __u32 a; @t b; __u32 z; }"
_DEEP = "struct { __u32 a; struct @deep d; __u32 z; }"
_ENUM = "struct { enum @e a; __u32 z; }"
BELOW = {
    "typedef widened": _headed(_TYPEDEF, "typedef __u32 @t;\n", "typedef __u64 @t;\n"),
    "typedef aligned": _headed(
        "struct { __u32 a; @t z; }",
        "typedef __u64 @t;\n",
        "typedef __u64 @t __attribute__((aligned(8)));\n",
    ),
    "typedef to float": _headed(_TYPEDEF, "typedef __u32 @t;\n", "typedef float @t;\n", "breaks"),
    "typedef of an array grows": _headed(
        _TYPEDEF, "typedef __u32 @t[2];\n", "typedef __u32 @t[3];\n"
    ),
    "typedef of a typedef": _headed(
        _TYPEDEF,
        "typedef __u16 @base;\ntypedef @base @t;\n",
        "typedef __u64 @base;\ntypedef @base @t;\n",
    ),
    "record inside grows": _headed(
        _DEEP, "struct @deep { __u32 x; };\n", "struct @deep { __u32 x; __u32 y; };\n"
    ),
    "record inside grows into padding": _headed(
        "struct { struct @deep d; __u8 z; }",
        "struct @deep { __u64 x; __u32 y; };\n",
        "struct @deep { __u64 x; __u32 y; __u32 w; };\n",
    ),
    "enum wider": _headed(_ENUM, "enum @e { @ONE };\n", "enum @e { @ONE, @HUGE = 1ULL << 40 };\n"),
    "element of a flexible array wider": _plain(
        "struct { __u32 n; __u16 v[]; }", "struct { __u32 n; __u32 v[]; }", "breaks"
    ),
    "flexible array added": _plain(_TWO, "struct { __u32 a; __u32 b; __u32 v[]; }"),
    "to an inner struct": _one("__u32 b; __u32 c;", "struct { __u32 c; __u32 b; };"),
    "to an inner union": _one("__u32 b; __u32 c;", "union { __u32 b; __u32 c; };"),
    "crosswise": _one("__u32 b; __u32 c;", "__u32 c; __u32 b;"),
    "two renamed": _one("__u32 b; __u32 c;", "__u32 other; __u32 again;"),
    "pointer to a number": _one("void *b;", "__u64 b;", "depends"),
    "array to one": _one("__u32 b[4];", "__u32 b;"),
}
SHAPED = {
    "aligned": _plain(_TWO, f"{_TWO} __attribute__((aligned(8)))"),
    "aligned, and larger for it": _plain(
        "struct { __u32 a; __u32 b; __u32 c; }",
        "struct { __u32 a; __u32 b; __u32 c; } __attribute__((aligned(8)))",
    ),
    "packed": _plain(_LONG, f"{_LONG} __attribute__((packed))"),
    "packed inside": _plain(
        "struct { __u8 c; __u32 a; }", "struct { __u8 c; __u32 a; } __attribute__((packed))"
    ),
    "packed and aligned": _plain(_LONG, f"{_LONG} __attribute__((packed, aligned(4)))"),
    "unpacked": _plain(f"{_LONG} __attribute__((packed))", _LONG),
    "member aligned": _one("__u64 b;", "__aligned_u64 b;"),
    "arm larger": _plain("union { __u32 a; }", "union { __u32 a; __u64 more; }"),
    "arm larger, array": _plain(
        "union { __u32 c[2]; __u32 a; }", "union { __u32 c[2]; __u32 a; __u64 more; }"
    ),
    "arm smaller": _plain("union { __u64 a; }", "union { __u64 a; __u32 more; }"),
    "arm removed": _plain("union { __u32 a; __u64 b; }", "union { __u32 a; }"),
    "struct to union": _plain(_TWO, "union { __u32 a; __u32 b; }"),
    "union to struct": _plain("union { __u32 a; __u32 b; }", _TWO),
    "inner union": _plain(
        "struct { __u64 nr; __u32 mode; __u32 pad; }",
        "struct { __u64 nr; union { __u32 mode; __u64 wide; }; }",
    ),
    "bit-field moves": _plain(
        "struct { __u32 a : 3; __u32 b : 5; __u32 z; }",
        "struct { __u32 a : 3; __u32 more : 2; __u32 b : 5; __u32 z; }",
    ),
    "bit-fields swap": _plain(
        "struct { __u32 a : 4; __u32 b : 4; __u32 z; }",
        "struct { __u32 b : 4; __u32 a : 4; __u32 z; }",
    ),
    "bit-field grows": _plain(
        "struct { __u32 a : 3; __u32 b : 5; __u32 z; }",
        "struct { __u32 a : 4; __u32 b : 5; __u32 z; }",
    ),
}
SAME = {
    name: Kind(old, new, is_respelled=True)
    for name, (old, new) in {
        "nothing": (Side(_TWO), Side(_TWO)),
        "another spelling": (
            Side("struct { __u32 a; unsigned int b; }"),
            Side("struct { __u32 a; __u32 b; }"),
        ),
        "bound by a macro": (
            Side("struct { __u32 a; __u32 v[3]; }"),
            Side("struct { __u32 a; __u32 v[@N]; }", "#define @N 3\n"),
        ),
        "bound by an enumerator": (
            Side("struct { __u32 a; __u32 v[@N]; }", "#define @N 3\n"),
            Side("struct { __u32 a; __u32 v[@N]; }", "enum { @N = 3 };\n"),
        ),
        "grouped": (Side(_TWO), Side("struct { struct { __u32 a; __u32 b; }; }")),
    }.items()
}
IOCTLS = {
    "number": _ioctl(IOWR, "_IOWR(TYPE, NR + 1, ARG)"),
    "direction": _ioctl(IOWR, "_IOW(TYPE, NR, ARG)"),
    "direction narrowed": _ioctl("_IOW(TYPE, NR, ARG)", "_IOR(TYPE, NR, ARG)"),
    "type": _ioctl(IOWR, "_IOWR(TYPE + 0x40, NR, ARG)"),
    "argument": _ioctl(IOWR, "_IOWR(TYPE, NR, __u64[3])", "depends"),
    "direction, written out": _ioctl(
        "_IOC(_IOC_READ, TYPE, NR, sizeof(ARG))",
        "_IOC(_IOC_READ | _IOC_WRITE, TYPE, NR, sizeof(ARG))",
    ),
    "spelled otherwise": _ioctl(IOWR, "_IOC(_IOC_READ | _IOC_WRITE, TYPE, NR, sizeof(ARG))"),
}
KINDS: dict[str, Kind] = {
    **APPENDED, **PLACED, **TYPED, **BOUNDS, **BELOW, **SHAPED, **SAME,
    **{f"ioctl {name}": kind for name, kind in IOCTLS.items()},
}  # fmt: skip
