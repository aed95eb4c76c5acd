"""Every kind of change in every place that can carry it, against what gcc says.

A third of them on x86_64, a seventh on each of the others; all everywhere with
``--hypothesis-profile=deep``.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

from abi.target import TARGETS
from tests.properties.answers import ask
from tests.properties.combinations import Combination, every
from tests.properties.holds import faults
from tests.properties.judged import findings_of

pytestmark = pytest.mark.oracle

PARTS = {
    "x86_64": slice(0, None, 3),
    "i386": slice(1, None, 7),
    "m68k": slice(3, None, 7),
    "powerpc64": slice(5, None, 7),
}
"""Targets: two of 64 bits, two of big-endian, three ways to align 64 bits."""


@pytest.mark.parametrize("target", PARTS)
def test_changes_in_places(target: str) -> None:
    wrong = wrong_in(_chosen(PARTS[target]), target)
    assert not wrong, "\n".join(wrong)


def _chosen(part: slice) -> list[Combination]:
    return every() if settings().max_examples > 100 else every()[part]


def wrong_in(chosen: list[Combination], target: str) -> list[str]:
    """What is wrong, a line each, with the places where it is."""
    found: dict[str, list[str]] = {}
    told, findings = ask(chosen, TARGETS[target]), findings_of(chosen, TARGETS[target])
    for one, facts, own in zip(chosen, told, findings, strict=True):
        kind, _, place = one.title.partition(" · ")
        for fault in faults(one, facts, own):
            found.setdefault(f"{kind}: {fault}", []).append(place)
    return [f"{what}: {', '.join(dict.fromkeys(where))}" for what, where in found.items()]
