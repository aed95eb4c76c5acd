"""Archives of every kind: odd members, damage, and files that are no archive at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.archives import HEADER, KINDS, MEMBERS, Member, damaged
from tests.fuzz.hostile import examples, holds, place


@pytest.mark.parametrize("kind", KINDS)
@examples(12)
@given(data=st.data())
def test_odd_members(kind: str, data: st.DataObject) -> None:
    members = data.draw(st.lists(MEMBERS, min_size=1, max_size=4))
    if data.draw(st.booleans()):
        members = [Member("linux/good.h", content=HEADER), *members]
    with place() as folder:
        (folder / "archive").write_bytes(KINDS[kind](members))
        holds(folder, "show", "archive", "--jobs", "1")


@pytest.mark.parametrize("kind", KINDS)
@examples(15)
@given(data=st.data())
def test_damage(kind: str, data: st.DataObject) -> None:
    whole = KINDS[kind]([Member("linux/s.h"), Member("asm/t.h", content=b"x" * 3000)])
    with place() as folder:
        (folder / "archive").write_bytes(data.draw(damaged(whole)))
        holds(folder, "show", "archive", "--jobs", "1")
