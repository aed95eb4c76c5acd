"""The errors of a step between two kernels, as the default policy has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.rules.policy import Policy
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source

STEPS = (("6.3.8", "6.13.4"), ("6.13.4", "6.19.0"), ("6.19.0", "7.2.0"))
TABLES = Path(__file__).parent


class Row(NamedTuple):
    """A finding that a person has looked at: ``true`` or ``false``, and why."""

    rule: str
    subject: str
    is_true: bool
    why: str


@cache
def surface(tree: Path, target: str = "x86_64") -> Surface:
    return load(open_source(str(tree), []), TARGETS[target])


def errors(old: Path, new: Path) -> list[Finding]:
    before, after = surface(old), surface(new)
    found = judge(difference(before, after), before, after).findings
    return [f for f in Policy().apply(found) if f.severity == "error"]


def table(old: str, new: str) -> list[Row]:
    """The table of a step: rule, subject, true or false, why, with tabs between them."""
    lines = (TABLES / f"{old}-{new}.tsv").read_text().splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [Row(rule, subject, word == "true", why) for rule, subject, word, why in rows]
