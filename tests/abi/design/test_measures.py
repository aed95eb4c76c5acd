"""Measures over hand-made layouts: every number here is counted by hand."""

from __future__ import annotations

import pytest

from abi.design.members import pair_members, shared_bytes
from abi.design.payloads import pair_share, payloads
from abi.design.spans import is_filler, outline, spans
from abi.design.traps import claims, overlaps
from abi.layout import Layout
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.tree import Tree


def surface(text: str, target: str = "x86_64") -> Surface:
    return load(Tree("text", (), only=("text.h",), text=text), TARGETS[target])


def record(text: str, key: str = "struct s") -> tuple[Layout, tuple]:
    found = surface(text)
    layout = found.layout(key)
    assert isinstance(layout, Layout)
    return layout, spans(layout, found)


OLD = "struct s { unsigned int id; unsigned long long data; unsigned int error, fd; };"
NEW = "struct s { unsigned int id, flags; unsigned long long data; unsigned int error, fd; };"
UNION = """struct s { unsigned int id, flags; unsigned long long data;
    union { struct { unsigned int error, fd; }; unsigned long long error64; }; };"""


@pytest.mark.parametrize(
    "name", ["pad", "pad0", "__pad", "reserved", "rsvd2", "unused", "__spare2"]
)
def test_fillers(name):
    assert is_filler(name)


@pytest.mark.parametrize(
    "name", ["padding_len", "sparse", "unused_fd", "reservation", "fill_level"]
)
def test_no_fillers(name):
    assert not is_filler(name)


def test_shared_bytes_counts_members_that_are_the_same_everywhere():
    members = [record(text)[1] for text in (OLD, NEW, UNION)]
    assert shared_bytes(members) == 4 + 8 + 4 + 4
    moved = record("struct s { unsigned long long data; unsigned int id; };")[1]
    assert shared_bytes([*members, moved]) == 0
    retyped = record(OLD.replace("unsigned int error", "int error"))[1]
    assert shared_bytes([members[0], retyped]) == 4 + 8


def test_pairs_by_name_then_by_place():
    rows = pair_members(
        [
            record("struct s { int a; int b; int c; };")[1],
            record("struct s { int b; int a; long d; };")[1],
            record("struct s { int x; int y; char c; };")[1],
        ]
    )
    found = [([s and s.name for s in r.spans], r.reason, r.fate) for r in rows]
    assert found == [
        (["a", "a", "x"], "same place and type", "moved"),
        (["b", "b", "y"], "same place and type", "moved"),
        ([None, "d", None], "alone", "only here"),
        (["c", None, "c"], "same name", "retyped"),
    ]


def test_a_renamed_member_is_found_by_place_and_type():
    rows = pair_members(
        [record("struct s { int a; int old; };")[1], record("struct s { int a; int fresh; };")[1]]
    )
    assert [(r.reason, r.fate) for r in rows] == [
        ("same name", "equal"),
        ("same place and type", "renamed"),
    ]


def test_a_hole_that_is_claimed():
    layouts, members = zip(*map(record, (OLD, NEW)), strict=True)
    found = list(claims(0, 1, layouts, members))
    assert [(c.span.name, c.filler) for c in found] == [("flags", "")]


def test_a_filler_that_is_claimed():
    old = "struct s { int a; unsigned int reserved[3]; };"
    new = "struct s { int a; unsigned int flags; unsigned int reserved[2]; };"
    layouts, members = zip(*map(record, (old, new)), strict=True)
    found = list(claims(0, 1, layouts, members))
    assert [(c.span.name, c.filler) for c in found] == [("flags", "reserved")]


def test_a_new_arm_over_old_arms_claims_nothing():
    old = "struct s { union { long a; char padding[16]; }; };"
    new = "struct s { union { long a; int b; char padding[16]; }; };"
    layouts, members = zip(*map(record, (old, new)), strict=True)
    assert list(claims(0, 1, layouts, members)) == []


def test_an_output_over_an_input_hurts():
    _, members = record(UNION)
    found = list(overlaps(members, 0, inputs=("fd",), outputs=("error", "error64")))
    assert [(o.span.name, o.other.name, o.is_output_over_input) for o in found] == [
        ("error64", "error", False),
        ("error64", "fd", True),
    ]


def test_bit_fields_of_one_byte_do_not_overlap():
    _, members = record("struct s { unsigned char a : 3, b : 5; };")
    assert list(overlaps(members, 0, (), ())) == []


def test_a_large_union_is_one_piece_of_a_picture():
    arms = "".join(f"int a{i}; " for i in range(6))
    found = surface(f"struct s {{ int x; union {{ {arms} }} u; union {{ int b; long c; }}; }};")
    layout = found.layout("struct s")
    names = [span.name for span in outline(layout, found)]
    assert names == ["x", "u", "b", "c"]


def test_payloads_are_shared_when_their_members_lie_alike():
    common = "struct p { int a; }; struct q { int a; long b; };"
    first = surface(common + "struct only { char c[10]; };")
    second = surface("struct p { int a; }; struct q { int a; int pad0; long b; };")
    third = surface("struct p { int a; }; struct q { long b; int a; };")
    keys = [
        ["struct p", "struct q", "struct only"],
        ["struct p", "struct q"],
        ["struct p", "struct q"],
    ]
    found = payloads([first, second, third], keys)
    assert [(p.key, p.sizes, p.sharing) for p in found] == [
        ("struct p", (4, 4, 4), "shared"),
        ("struct q", (16, 16, 16), "differs"),
        ("struct only", (10, None, None), "alone"),
    ]
    # Of 4 + 16 + 10 bytes, p and q (naming a hole changes nothing) are alike.
    share = pair_share(found, 0, 1)
    assert (share.records, share.of_records, share.size, share.of_size) == (2, 3, 20, 30)
    assert share.percent == 67
    assert pair_share(found, 1, 2).records == 1
