"""docs/retypes.md is the table of readings, in words: ``UAPI_UPDATE_GOLDEN=1`` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

from abi.rules.readings import REFINED, TABLE, Kind, Reading

PAGE = Path(__file__).parents[2] / "docs" / "retypes.md"
HEAD = """\
# When the same bytes are another type

A member, an array's element, a typedef or an ioctl's argument of another type and the same size
is judged by what a program reads there. This page is made from the table that decides
(`abi/rules/readings.py`); it holds in both directions. Sizes have rules of their own: where a type
is wider or narrower besides, the worse of both counts.

`__be32` and the like are integers in the target's own byte order, or in the other one: a `__u32`
that becomes `__be32` is the same on s390x, and *integer in the other byte order* on x86_64.
*Binary* is what it is for programs and kernels that are built already, *source* what a recompile
makes of it.

| before and after, or the other way round | binary | source | why |
|---|---|---|---|
"""
MIDDLE = """
Of two types of one class more is known:

| before and after, or the other way round | binary | source | why |
|---|---|---|---|
"""


def test_page():
    found = HEAD + "".join(map(_row, _pairs())) + MIDDLE
    found += "".join(_line(words, reading) for words, reading in REFINED)
    if os.environ.get("UAPI_UPDATE_GOLDEN") == "1":
        PAGE.write_text(found, encoding="utf-8")
    assert found == PAGE.read_text(encoding="utf-8")


def _pairs() -> list[tuple[Kind, Kind]]:
    kinds = list(Kind)
    return [(a, b) for n, a in enumerate(kinds) for b in kinds[n:]]


def _row(pair: tuple[Kind, Kind]) -> str:
    one, other = pair
    words = f"two of: {one}" if one == other else f"{one}, {other}"
    return _line(words, TABLE[frozenset(pair)])


def _line(words: str, reading: Reading) -> str:
    why = reading.why if reading.binary != "safe" or reading.source == "safe" else ""
    reasons = dict.fromkeys(filter(None, (why, reading.why_source)))
    return f"| {words} | {reading.binary} | {reading.source} | {'; '.join(reasons)} |\n"
