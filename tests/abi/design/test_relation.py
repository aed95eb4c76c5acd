"""What layouts and numbers keep of those before them, each by a person's count."""

from __future__ import annotations

import pytest

from abi.ctype import Scalar
from abi.design.numbers import Use, reused
from abi.design.relation import Relation, common_prefix, relate
from abi.design.spans import Span, look_inside, spans
from abi.ioctl import Ioctl, decode
from abi.layout import Layout
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.tree import Tree

BASE = "int slot, flags; long addr;"


def record(members: str, before: str = "") -> tuple[Layout, tuple[Span, ...], Surface]:
    text = f"{before} struct s {{ {members} }};"
    surface = load(Tree("text", (), only=("text.h",), text=text), TARGETS["x86_64"])
    layout = surface.layout("struct s")
    assert isinstance(layout, Layout)
    return layout, spans(layout, surface), surface


def related(old: str, new: str) -> Relation:
    (a, its, _), (b, other, _) = record(old), record(new)
    return relate((a, b), (its, other))


def test_growth_at_the_end():
    found = related(BASE, BASE + "long more; int pad[4];")
    assert (found.sizes, found.prefix, found.same, found.of) == ((16, 40), 16, 3, 3)
    assert found.is_prefix
    assert not found.is_same_layout
    assert not found.breaks_source


def test_renaming_alone_is_the_same_layout_and_a_source_break():
    found = related(BASE + "long private_offset;", BASE + "long restricted_offset;")
    assert found.is_same_layout
    assert found.breaks_source
    assert found.renamed == (("private_offset", "restricted_offset"),)


def test_fillers_that_are_cut_anew():
    found = related("int a; int padding[5];", "int a; int pad1; long pad2[14];")
    assert (found.sizes, found.prefix, found.recut) == ((24, 120), 4, ("pad1", "pad2"))
    assert not found.is_prefix


def test_a_member_over_a_filler():
    found = related("long a; int pad[2];", "long a; int fd; int pad;")
    assert (found.named, found.same, found.of) == (("fd",), 1, 1)
    assert not found.is_same_layout


def test_a_member_without_its_place():
    found = related("int a; int b;", "long a; int b;")
    assert (found.lost, found.same, found.prefix) == (("a", "b"), 0, 0)
    assert found.breaks_source


def test_the_prefix_of_many():
    layouts, members, _ = zip(
        *(record(BASE), record(BASE + "long x;"), record("int slot, flags; int low; int high;")),
        strict=True,
    )
    assert common_prefix(members, [layout.size for layout in layouts]) == 8
    assert common_prefix([], []) == 0


def test_members_of_an_inner_record():
    before = f"struct region {{ {BASE} }};"
    _, members, surface = record("long head; struct region region; int tail;", before)
    found = look_inside(members, ("region",), surface)
    assert [(span.path, span.name, span.offset) for span in found] == [
        ("head", "head", 0), ("region.slot", "slot", 8), ("region.flags", "flags", 12),
        ("region.addr", "addr", 16), ("tail", "tail", 24),
    ]  # fmt: skip


def use(variant: str, name: str, number: int) -> Use:
    code = decode(number, TARGETS["x86_64"])
    assert code is not None
    return Use(variant, Ioctl(name, code, Scalar("int")))


GET = use("v10", "GET", 0x8008AED2)
SET = use("merged", "SET", 0x4020AED2)


def test_a_number_used_again_with_another_size_is_not_silent():
    (found,) = reused([GET, SET])
    assert (found.nr, found.is_silent) == (0xD2, False)


def test_one_number_for_two_names_is_silent():
    (found,) = reused([GET, use("other", "PUT", 0x8008AED2)])
    assert found.is_silent


@pytest.mark.parametrize(
    "uses",
    [
        [GET],
        [GET, use("v11", "GET", 0x8008AED2)],
        [GET, use("v11", "SET", 0x4020AED3)],
        [GET, use("v11", "OTHER", 0x400853D2)],
    ],
)
def test_what_is_no_reuse(uses):
    assert reused(uses) == []


def test_a_name_whose_direction_changes_is_used_again():
    (found,) = reused([use("v10", "SET", 0xC020AED3), use("v11", "SET", 0x4020AED3)])
    assert (found.nr, found.is_silent) == (0xD3, False)
