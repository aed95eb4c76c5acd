"""What rules decide without the dear way says what the dear way says."""

import fnmatch
import itertools
import random
import re

import pytest

from abi.header import Header
from abi.rules.design.include_guard import _GUARD
from abi.rules.globs import is_like
from abi.rules.ioctl_numbers import IoctlNumbers
from abi.rules.kernel_names import MAYBE_TYPES, kernel_types
from abi.rules.member_types import has_register_sized
from abi.rules.review import review
from abi.rules.rule import lint
from abi.rules.scope import Scope
from tests.rules.pages import surface

IOCTLS = """
#include <linux/types.h>
#include <linux/ioctl.h>
#define BASE 0x40
#define OTHER_IOWR(nr, type) _IOWR('d', nr, type)
#define CUT_IOW(nr, type) _IOW('d', (nr) & 1, type)
enum { FIRST = 3 };
struct a { __u32 x; };
#define A_GET _IOR('a', 1, struct a)
#define A_SET _IOW('a', BASE + 2, struct a)
#define A_BOTH _IOWR('a', FIRST, __u64)
#define A_NONE _IO('a', 4)
#define A_LONG _IOR('a', 5, long)
#define A_WIDE _IOR('a', 300, int)
#define A_ALIAS A_GET
#define A_UNKNOWN _IOR('a', 6, struct missing)
#define A_POINTER _IOR('a', 7, struct a *)
#define D_ONE OTHER_IOWR(BASE + 1, struct a)
#define D_TWO OTHER_IOWR(2, struct a)
#define C_ONE CUT_IOW(1, struct a)
#define C_TWO CUT_IOW(2, struct a)
#define BY_HAND ((2U << 30) | ('h' << 8) | (1 << 0) | (4 << 16))
#define MASK ((1 << 0) | (1 << 8) | (1 << 9) | (1 << 10))
#define NUMBER 16
"""


@pytest.mark.parametrize("target", ["x86_64", "i386", "powerpc64"])
def test_plain_ioctls(target):
    """What is read in plain words is what the macro expands to."""
    numbers = IoctlNumbers(surface(IOCTLS, target))
    names = re.findall(r"#define (\w+) ", IOCTLS)
    found = {name: numbers.named(name) for name in names}
    assert found == {name: numbers._expanded(name) for name in names}
    assert found["D_TWO"] is not None
    assert found["BY_HAND"] is not None or target == "powerpc64"
    assert found["MASK"] is None


RECORDS = """
#include <linux/types.h>
struct whole { __u64 a; __u32 b, c; };
struct holey { __u32 a; __u64 b; };
struct tail { __u64 a; __u32 b; };
struct holding { __u64 a; struct tail b; };
struct arms { union { struct { __u64 a; __u32 b; } x; __u64 y[2]; } u; };
struct bits { __u32 a : 3; __u64 b; };
struct bound { __u8 a[sizeof(long)]; };
typedef __u8 bytes[sizeof(long)];
struct typed { bytes a; };
struct packed { __u8 a; __u64 b; } __attribute__((packed));
struct flexible { __u64 a; struct whole b[]; };
struct several { struct whole a[2]; union { __u64 b; __u8 c[8]; }; };
"""


def test_solid_records():
    """A record without padding is the same where 64-bit types are aligned to less."""
    scope = Scope(surface(RECORDS, "x86_64"))
    found = {record.name.partition(" ")[2]: record for record in scope.records()}
    own = {name for name, record in found.items() if f"struct {name} " in RECORDS}
    solid = {name for name in own if found[name].is_solid}
    assert solid == {"whole", "packed", "flexible", "several"}
    for name in solid:
        record = found[name]
        assert not any(has_register_sized(m.type, scope.surface) for m in record.declared())
        for other in (scope.loose, scope.narrow):
            layout = record._in(other)
            places = [(path, leaf.offset, leaf.size) for path, leaf in layout.leaves()]
            assert places == [(path, leaf.offset, leaf.size) for path, leaf in record.leaves]
            assert layout.size == record.layout.size


_U8 = re.compile(r"\b(?:__)?u8\b")
PARTS = (
    "/", "*", "/*", "*/", "//", '"', "'", "\\", "\n", "a", " ", "u8 x", "(u32)", "__u8 ",
    "#ifndef X", "#include <x>",
)  # fmt: skip


def test_headers_at_random():
    """What rules ask of a header in a quick way is what a slow one says."""
    choose = random.Random(7)
    for _ in range(20_000):
        text = "".join(choose.choices(PARTS, k=choose.randint(0, 14)))
        header = Header("linux/x.h", text)
        lines = [
            (n, m[0]) for n, line in enumerate(header.code_lines, 1) if (m := _U8.search(line))
        ]
        assert header.lines_with(_U8) == lines, text
        if header.begins_with(_GUARD):
            first = header.directives[0]
            assert _GUARD.match(f"#{first.keyword} {first.rest}"), text
        if kernel_types(header.declarations):
            assert header.has_in_code(MAYBE_TYPES), text


def test_a_type_is_asked_about_once():
    """A rule is given the members of the types that it says it looks at, and no others."""
    asked, given = [], []

    def is_wide(found):
        asked.append(found.typedefs)
        return "__u64" in found.typedefs

    @lint("some-rule", on="member", of=is_wide, severity="note")
    def some_rule(member):
        """A member is wide."""
        given.append(member.name)
        yield member.finding("is wide")

    text = "#include <linux/types.h>\nstruct x { __u64 a, b; __u32 c, d; };\n"
    found = review(surface(text, "x86_64"), frozenset({"struct x"}), [some_rule])
    assert asked == [("__u64",), ("__u32",)]
    assert given == ["struct x.a", "struct x.b"]
    assert [(f.rule, f.subject) for f in found] == [("some-rule", name) for name in given]


def test_patterns():
    """A pattern fits what `fnmatch` says: all short ones of a few signs, and all short names."""
    names = ["".join(word) for size in range(6) for word in itertools.product("ab", repeat=size)]
    for size in range(6):
        for signs in itertools.product("ab*", repeat=size):
            pattern = "".join(signs)
            found = {name for name in names if is_like(name, pattern)}
            assert found == {name for name in names if fnmatch.fnmatchcase(name, pattern)}, pattern
    assert is_like("linux/kvm.h", "linux/k?m.h")
    assert not is_like("linux/kvm.h", "linux/k[x]m.h")
