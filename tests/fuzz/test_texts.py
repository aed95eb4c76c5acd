"""Broken C, in every command that reads headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile import examples, holds, place
from tests.fuzz.seeds import SEEDS
from tests.fuzz.texts import broken

COMMANDS = (
    ("show", "x.h"),
    ("show", "."),
    ("show", "x.h", "t_arg", "T_*", "-t", "i386,m68k"),
    ("show", "x.h", "--engine", "pcpp"),
    ("snapshot", "x.h"),
    ("lint", "x.h", "-f", "sarif"),
    ("lint", "."),
    ("gen", "python", "x.h"),
    ("check", "old.h", "x.h"),
    ("check", "x.h", "old.h", "-f", "markdown", "-t", "x86_64,i386"),
    ("check", "old.h", "x.h", "-f", "junit"),
    ("check", "old.h", "x.h", "-f", "github"),
    ("check", "old.h", "x.h", "-f", "gitlab"),
    ("check", "old.h", "x.h", "-f", "html"),
    ("diff", "old.h", "x.h", "--engine", "pcpp"),
    ("diff", "old.h", "x.h", "-f", "json"),
    ("compare", "old.h", "x.h"),
    ("compare", "old.h", "x.h", "-f", "html"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@examples(3)
@given(text=broken(), old=st.sampled_from(SEEDS))
def test_broken_texts(command: tuple[str, ...], text: bytes, old: str) -> None:
    with place() as folder:
        (folder / "x.h").write_bytes(text)
        (folder / "old.h").write_text(old)
        holds(folder, *command, "--jobs", "1")
