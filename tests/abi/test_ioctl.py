"""Ioctl numbers, made and taken apart; asm/ioctl.h and compilers judge."""

from __future__ import annotations

import itertools

import pytest

from abi.ctype import Named, Scalar
from abi.ioctl import Direction, Ioctl, decode, encode, ioctl_of
from abi.spelling import spell_operand
from abi.target import TARGETS, Target
from headers.read import SHIM
from headers.verify.compiler import clang_for
from tests.conftest import Trees
from tests.oracle.judge import surface_of
from tests.oracle.ours import tree

EVERY_TARGET = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
DIRECTIONS: dict[Direction, str] = {
    "none": "_IOC_NONE",
    "read": "_IOC_READ",
    "write": "_IOC_WRITE",
    "read|write": "_IOC_READ | _IOC_WRITE",
}
PARTS = list(itertools.product(DIRECTIONS, (0, 0x4B, 0xAE, 0xFF), (0, 0xBA, 0xFF), (0, 8, 0x1FFF)))


@pytest.mark.oracle
@EVERY_TARGET
def test_numbers_are_those_of_ioctl_h(target: Target, trees: Trees, clang: str) -> None:
    """The tree's asm/ioctl.h, where it has the architecture, and our stand-in's."""
    known = tree(trees("7.2.0"), target)
    search = known.search_path(target)
    has_own = known.has_architecture(target)
    asked = [f"_IOC({DIRECTIONS[d]}, {kind}, {nr}, {size})" for d, kind, nr, size in PARTS]
    macros = [f"-D{name}={value}" for name, value in target.macros]
    for roots in (*((search,) if has_own else ()), (SHIM / "kernel",)):
        options = [f"-I{root}" for root in (SHIM / "libc", *roots)]
        head = "#include <linux/ioctl.h>\n"
        if target.clang:
            compiler = clang_for(clang, target, head, "-nostdinc", *options)
        else:  # numbers are of 32 bits whatever compiles
            asking = clang_for(clang, TARGETS["x86_64"], head, "-nostdinc", "-undef", *options)
            compiler = asking._replace(command=(*asking.command, *macros))
        assert compiler.numbers(asked) == [encode(*parts, target) for parts in PARTS]


@pytest.mark.parametrize("target", ["parisc", "alpha"])
def test_other_architectures(target: str) -> None:
    """Their asm/ioctl.h in Linux 6.1 (Debian's linux-libc-dev-hppa-cross and -alpha-cross)."""
    layouts = {
        "parisc": (14, {"none": 0, "write": 2, "read": 1}),
        "alpha": (13, {"none": 1, "read": 2, "write": 4}),
    }
    size_bits, directions = layouts[target]
    ioc = TARGETS[target].ioc
    assert ioc.size_bits == size_bits
    assert {name: getattr(ioc, name) for name in directions} == directions


@EVERY_TARGET
def test_what_is_made_can_be_taken_apart(target: Target) -> None:
    for parts in PARTS:
        code = decode(encode(*parts, target), target)
        assert code is not None
        assert (code.direction, code.type, code.nr, code.size) == parts


@pytest.mark.parametrize(
    ("number", "target", "says"),
    [
        (0x0000AE01, "x86_64", ("none", 0xAE, 0x01, 0)),
        (0xC008AEBA, "x86_64", ("read|write", 0xAE, 0xBA, 8)),
        (0x8040AE9F, "arm64", ("read", 0xAE, 0x9F, 64)),
        (0x2000AE01, "powerpc64", ("none", 0xAE, 0x01, 0)),
        (0x8020AE46, "powerpc64", ("write", 0xAE, 0x46, 32)),
        (0x4040AE9F, "powerpc64", ("read", 0xAE, 0x9F, 64)),
    ],
)
def test_well_known_numbers(number: int, target: str, says: tuple[object, ...]) -> None:
    code = decode(number, TARGETS[target])
    assert code is not None
    assert (code.direction, code.type, code.nr, code.size) == says


@pytest.mark.parametrize(
    ("number", "target"),
    [(0x0000AE01, "powerpc64"), (0xE008AEBA, "powerpc64"), (1 << 32, "x86_64"), (-1, "x86_64")],
)
def test_what_is_no_number(number: int, target: str) -> None:
    """Three bits of direction have eight values, of which four mean something."""
    assert decode(number, TARGETS[target]) is None


def test_the_type_byte_is_written_as_headers_write_it() -> None:
    letter, byte = (decode(n, TARGETS["x86_64"]) for n in (0x80044B01, 0x8004AE01))
    assert letter is not None
    assert byte is not None
    assert (letter.character, byte.character) == ("'K'", "0xae")
    assert (letter.macro, byte.macro) == ("_IOR", "_IOR")


TEXT = """
#include <linux/ioctl.h>
#include <linux/types.h>
struct argument { __u64 a; __u32 b; };
#define BASE 'd'
#define WRAPPED(nr, type) _IOWR(BASE, nr, type)
#define PLAIN _IOW('d', 1, struct argument)
#define BY_WRAPPER WRAPPED(2, struct argument)
#define OF_LONG _IOWR('d', 3, unsigned long)
#define OF_ARRAY _IOR('d', 4, __u8[6])
#define NOTHING _IO('d', 5)
#define SPELLED _IOC(_IOC_WRITE, 'd', 6, 16)
#define NO_IOCTL ((1 << 30) | (4 << 16))
#define ALIAS PLAIN
"""


def _ioctl(name: str, target: str = "x86_64") -> Ioctl | None:
    surface = surface_of(TEXT, TARGETS[target])
    return ioctl_of(name, surface.declarations.expression(name), surface)


@pytest.mark.parametrize(
    ("name", "x86_64", "i386", "argument"),
    [
        ("PLAIN", 0x40106401, 0x400C6401, "struct argument"),
        ("BY_WRAPPER", 0xC0106402, 0xC00C6402, "struct argument"),
        ("ALIAS", 0x40106401, 0x400C6401, "struct argument"),
        ("OF_LONG", 0xC0086403, 0xC0046403, "unsigned long"),
        ("OF_ARRAY", 0x80066404, 0x80066404, "__u8[6]"),
        ("NOTHING", 0x00006405, 0x00006405, None),
        ("SPELLED", 0x40106406, 0x40106406, None),
    ],
)
def test_an_ioctl_keeps_its_argument(
    name: str, x86_64: int, i386: int, argument: str | None
) -> None:
    for target, number in (("x86_64", x86_64), ("i386", i386)):
        found = _ioctl(name, target)
        assert found is not None
        assert found.code.number == number
        operand = found.argument
        assert (None if operand is None else spell_operand(operand)) == argument


def test_arguments_are_types_by_name() -> None:
    plain, of_long = _ioctl("PLAIN"), _ioctl("OF_LONG")
    assert plain is not None
    assert of_long is not None
    assert plain.argument == Named("struct argument")
    assert of_long.argument == Scalar("unsigned long")


def test_other_constants_are_no_ioctls() -> None:
    assert _ioctl("NO_IOCTL") is None
