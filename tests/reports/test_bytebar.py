"""Bars are to scale: where an edge stands follows from its byte."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abi.rules.finding import Picture, Stretch
from reports.formats.bytebar import choose_scale, draw, outermost
from reports.style import Style
from tests.reports.sample import COMMAND


def picture(old: list[Stretch], new: list[Stretch]) -> Picture:
    sizes = (max((s.offset + s.size for s in side), default=0) for side in (old, new))
    return Picture("struct s", tuple(old), tuple(new), *sizes)


def words(count: int, size: int = 8) -> list[Stretch]:
    return [Stretch(size * n, size, f"member_{n}") for n in range(count)]


def test_a_byte_stands_where_the_ruler_says():
    ruler, old, new = draw(COMMAND, Style())
    # 2 columns a byte, behind 4 columns of label
    for byte in (0, 4, 8, 12, 16, 20, 24):
        assert ruler[4 + 2 * byte :].split()[0] == str(byte)
    assert [at for at, sign in enumerate(old) if sign in "├┼┤"] == [
        4 + 2 * b for b in (0, 4, 12, 16, 20)
    ]
    assert [at for at, sign in enumerate(new) if sign in "├┼┤"] == [
        4 + 2 * b for b in (0, 4, 8, 16, 20, 24)
    ]


def test_what_changed_has_a_double_line():
    _, old, new = draw(COMMAND, Style())
    assert "─ id ─" in old
    assert "═ data ═" in old
    assert "═ data ═" in new
    assert draw(COMMAND, Style(ascii=True)) == draw(COMMAND, Style())  # `Style.finish` spells it


def test_a_long_record_is_cut_to_its_change():
    old, new = words(60), words(60)
    old[40] = Stretch(320, 8, "member_40", changed=True)
    new[40:41] = [
        Stretch(320, 4, "first", changed=True), Stretch(324, 4, "second", changed=True)
    ]  # fmt: skip
    ruler, before, after = draw(picture(old, new), Style())
    assert ruler.split() == ["312", "320", "324", "328", "336"]
    assert before.startswith("old …")
    assert before.endswith("…")
    for name in ("member_39", "member_40", "member_41"):
        assert name in before
    for name in ("first", "second"):
        assert name in after


def test_what_grew_shows_where():
    new = [*words(60), Stretch(480, 8, "more", changed=True)]
    ruler, before, after = draw(picture(words(60), new), Style())
    assert ruler.split() == ["472", "480", "488"]
    assert before.index("┤") == ruler.index("480")
    assert "more" in after


def test_a_long_stretch_is_torn():
    def side(at: int) -> list[Stretch]:
        return [Stretch(0, 4, "id"), Stretch(4, 400, "name"), Stretch(at, 4, "x", changed=True)]

    ruler, before, _ = draw(picture(side(404), side(408)), Style())
    assert ruler.split() == ["0", "4", "404", "408", "412"]
    assert "name" in before
    assert "//" in before


def test_overlaps_are_skipped_but_their_change_is_not():
    union = [Stretch(0, 8, "u.a"), Stretch(0, 4, "u.b", changed=True), Stretch(4, 4, "u.c")]
    assert outermost(union, 8) == [Stretch(0, 8, "u.a", changed=True)]


def test_bytes_without_a_member_are_holes():
    assert outermost([Stretch(4, 2, "a")], 8) == [
        Stretch(0, 4, "", "hole"), Stretch(4, 2, "a"), Stretch(6, 2, "", "hole")
    ]  # fmt: skip


@pytest.mark.parametrize("side", [[], [Stretch(0, 0, "flexible")]])
def test_nothing_is_drawn_of_nothing(side):
    assert draw(picture(side, side), Style()) == []


def test_names_cannot_steer_a_terminal():
    lines = draw(picture([Stretch(0, 16, "a\x1b[2Jb\n", changed=True)], []), Style())
    assert "\x1b" not in "".join(lines)
    assert "\n" not in "".join(lines)
    assert r"a\x1b[2Jb" in lines[1]


stretches = st.lists(
    st.builds(
        Stretch,
        st.integers(0, 600),
        st.integers(0, 80),
        st.text(max_size=12),
        st.sampled_from(["member", "padding", "hole"]),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=50)
@given(stretches, stretches, st.integers(40, 120))
def test_any_picture_fits_and_both_bars_share_the_ruler(old, new, width):
    drawn = draw(picture(old, new), Style(width=width))
    assert len(drawn) in (0, 3)
    assert all(len(line) <= width for line in drawn)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 64), min_size=1, max_size=12), st.data())
def test_all_that_is_not_torn_is_to_scale(sizes, data):
    """So many columns for each byte, the same everywhere, but never less than two for an edge."""
    at = data.draw(st.integers(0, len(sizes) - 1))
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    side = [Stretch(o, s, "m", changed=o == starts[at]) for o, s in zip(starts, sizes, strict=True)]
    scale = choose_scale(side, side, 75)
    assert scale is not None
    steps = [
        (columns - before, byte - start)
        for (start, before), (byte, columns) in itertools.pairwise(scale.columns.items())
        if start not in scale.torn
    ]
    assert len({columns / size for columns, size in steps if columns > 2}) <= 1


def test_of_many_changes_the_one_asked_for_is_in_sight():
    old = [Stretch(8 * n, 8, f"member_{n}", changed=n in (2, 50)) for n in range(60)]
    assert "member_2 " in draw(picture(old, old), Style())[1]
    assert "member_50 " in draw(picture(old, old), Style(), "member_50")[1]


def test_a_bar_that_shows_nothing_is_not_drawn():
    """Bits of one word, which a bar of bytes cannot show."""
    word = [Stretch(0, 8, "val"), Stretch(5, 3, "mem_rsvd", changed=True)]
    assert draw(picture(word, word), Style()) == []


def test_names_are_read_rather_than_the_whole_record_seen():
    old = [Stretch(4 * n, 4, f"member_{n}") for n in range(16)]
    new = [*old, Stretch(64, 8, "deadline", changed=True)]
    ruler, _, after = draw(picture(old, new), Style())
    assert ruler.split() == ["60", "64", "72"]
    assert "member_15" in after
