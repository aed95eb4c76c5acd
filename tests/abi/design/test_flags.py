"""Flags and lists among constants, by their values."""

from __future__ import annotations

import pytest

from abi.design.flags import Family, ends, families, is_flags, places


@pytest.mark.parametrize(
    "values",
    [
        (1, 2, 4),
        (0, 1, 2, 4, 8),
        (1, 2, 4, 7),  # a mask of all
        (1, 2, 4, 8, 16, 3, 12),  # five of seven
        (1 << 16, 1 << 17, 1 << 20),
        (1, 2, 4, 4),  # one with two names
        (0x80000000, 0x40000000, 0x20000000),
    ],
)
def test_flags(values):
    assert is_flags(values)


@pytest.mark.parametrize(
    "values",
    [
        (),
        (1, 2),
        (0, 1, 2, 3, 4),  # counted up
        (1, 2, 4, 5),  # nearly so
        (1, 2, 4, 9, 10, 12),  # half of them
        (-1, 1, 2, 4),
        (1, 2, 4, 1, 2, 4),  # two words: each bit twice
    ],
)
def test_no_flags(values):
    assert not is_flags(values)


def test_families_by_their_beginning():
    constants = {
        "K_MEM_LOG": 1, "K_MEM_READONLY": 2, "K_MEM_GUEST": 4,
        "K_CAP_A": 1, "K_CAP_B": 2, "K_CAP_C": 3, "K_CAP_D": 4, "K_CAP_E": 5,
        "K_RUN_X86_A": 1, "K_RUN_X86_B": 2, "K_RUN_ARM": 4,
        "K_VERSION": 12,
    }  # fmt: skip
    found = list(families([constants], {}))
    assert [(f.title, f.kind, len(f.names)) for f in found] == [
        ("K_MEM_*", "flags", 3),
        ("K_RUN_*", "flags", 3),
    ]


def test_two_words_under_one_beginning_are_two_families():
    constants = {f"K_{word}_{n}": 1 << n for word in ("IN", "OUT") for n in range(4)}
    assert [f.title for f in families([constants], {})] == ["K_IN_*", "K_OUT_*"]


def test_what_is_left_beside_a_list_is_a_family():
    constants = {"K_S_1": 1, "K_S_2": 2, "K_S_3": 3, "K_A": 1, "K_B": 2, "K_C": 4}
    found = list(families([{f"X_{name}": value for name, value in constants.items()}], {}))
    assert [(f.title, f.names) for f in found] == [("X_K_*", ("X_K_A", "X_K_B", "X_K_C"))]


def test_flags_must_be_flags_in_every_variant():
    few = {"K_A": 1, "K_B": 2, "K_C": 4}
    many = {**few, "K_D": 3, "K_E": 5, "K_F": 6, "K_G": 7}
    assert list(families([few, few], {}))
    assert not list(families([few, many], {}))


def test_an_enumeration_is_a_family_whatever_its_values():
    owners = {"A": "enum e", "B": "enum e", "C": "enum e"}
    (found,) = families([{"A": 0, "B": 1, "C": 2}], owners)
    assert found == Family("enum e", "numbers", ("A", "B", "C"))
    (flags,) = families([{"A": 1, "B": 2, "C": 4}], owners)
    assert flags.kind == "flags"


def test_a_name_that_moved_and_a_value_with_two_names():
    old, new = {"A": 1, "B": 2}, {"A": 1, "C": 2, "B": 4}
    family = Family("x", "flags", ("A", "B", "C"))
    assert [(p.value, p.name, p.variants) for p in places(family, [old, new])] == [
        (1, "A", (0, 1)),
        (2, "B", (0,)),
        (2, "C", (1,)),
        (4, "B", (1,)),
    ]


def test_the_end_of_a_list():
    family = Family("enum e", "numbers", ("A", "B", "MAX"))
    assert ends(family, [{"A": 0, "MAX": 1}, {"A": 0, "B": 1, "MAX": 2}]) == ("MAX",)
    assert ends(family, [{"A": 0, "MAX": 1}, {"A": 2, "B": 3, "MAX": 1}]) == ()
    assert ends(family, [{"B": 1}, {"A": 1, "B": 2}]) == ()  # pushed to the end, not called so
