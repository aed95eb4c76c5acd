"""Measures of bits and of room, each number counted by hand."""

from __future__ import annotations

import pytest

from abi import expression as x
from abi.design.bits import bits_of, compute, misread, names_in, readings
from abi.design.meanings import Named, meanings, renumbered
from abi.design.room import RecordRoom, bit_room, record_room
from abi.design.spans import spans
from abi.evaluate import Value
from abi.layout import Layout
from abi.surface import Surface
from abi.target import TARGETS
from headers.constant import parse_constant
from headers.load import load
from headers.sources.tree import Tree

TYPES = {"plain": 0, "private": 1, "other": 2, "both": 3}


def surface(text: str) -> Surface:
    return load(Tree("text", (), only=("text.h",), text=text), TARGETS["x86_64"])


def computed(expression: str, text: str, **given: str) -> int | str:
    found = compute(
        parse_constant(expression, frozenset()),
        surface(text),
        {name: parse_constant(value, frozenset()) for name, value in given.items()},
    )
    return found.value if isinstance(found, Value) else found.reason


def test_a_mask_reads_a_value_when_they_have_a_bit_in_common():
    found = readings(TYPES, 1, having=("private", "both"))
    assert [(r.name, r.told, r.is_right) for r in found] == [
        ("plain", False, True), ("private", True, True),
        ("other", False, True), ("both", True, True),
    ]  # fmt: skip


def test_a_value_that_two_masks_misread_counts_once():
    first = readings(TYPES, 1, having=("private",))  # misreads both
    second = readings(TYPES, 2, having=("plain",))  # misreads plain, other and both
    assert misread([first]) == ["both"]
    assert misread([first, second]) == ["plain", "other", "both"]
    assert misread([]) == []


@pytest.mark.parametrize(("mask", "bits"), [(0, ()), (1, (0,)), (0x81, (0, 7)), (1 << 31, (31,))])
def test_bits(mask, bits):
    assert bits_of(mask) == bits


def test_a_persons_expression_over_a_header():
    text = "#define LOW 1\n#define BOTH (LOW | 2)\nenum { THREE = 3 };\n"
    assert computed("(THREE & BOTH) == 3", text) == 1
    assert computed("BOTH & ~LOW", text) == 2
    assert computed("(unsigned char) (BOTH - 4)", text) == 255


def test_given_names_stand_in_for_those_a_header_has_not():
    assert computed("LOW | NEW", "#define LOW 1\n", LOW="4", NEW="8") == 9
    assert computed("LOW | NEW", "#define LOW 1\n") == "'NEW' is not declared as a constant"


def test_names_of_an_expression():
    found = parse_constant("(A & ~B) == (A << 1)", frozenset())
    assert isinstance(found, x.Binary)
    assert names_in(found) == ("A", "B")


def test_room_of_bits():
    room = bit_room([0b1, 0b1000, 0b1], usable=4)
    assert (room.used, room.free, room.beyond) == (0b1001, 2, ())


def test_a_bit_beyond_what_can_be_used():
    room = bit_room([1 << 0, 1 << 31], usable=31)
    assert (room.free, room.beyond) == (30, (31,))


def room_of(members: str) -> RecordRoom:
    found = surface(f"struct s {{ {members} }};")
    layout = found.layout("struct s")
    assert isinstance(layout, Layout)
    return record_room(layout, spans(layout, found))


@pytest.mark.parametrize(
    ("members", "room"),
    [
        ("int a;", (0, 0, 0, 0)),
        ("int a; int pad; long b; long reserved[3];", (28, 0, 0, 0)),
        ("int a; long b;", (0, 0, 4, 0)),
        ("unsigned a : 5, reserved : 20, b : 7;", (0, 20, 0, 0)),
        ("int a; union { int b; long c; char pad[32]; };", (0, 0, 4, 24)),
        ("int a; int pad; union { char pad2[16]; }; ", (20, 0, 0, 0)),
    ],
)
def test_room_of_records(members, room):
    """(reserved bytes, reserved bits, bytes of holes, headroom of unions)"""
    assert room_of(members) == RecordRoom(*room)


def test_meanings():
    named = [Named("old", "A", 1), Named("old", "B", 2), Named("new", "B", 1), Named("new", "C", 1)]
    assert meanings(named) == {1: {"A": ["old"], "B": ["new"], "C": ["new"]}, 2: {"B": ["old"]}}
    assert list(renumbered(named)) == [("B", {2: ["old"], 1: ["new"]})]
