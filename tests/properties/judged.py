"""What uapi says of combinations: all of a target are read, compared and judged at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.surface import Surface
from abi.target import Target
from headers.load import load
from headers.sources.spec import open_source
from tests.properties.combinations import Combination, write

_NUMBER = re.compile(r"\bC(\d+)_|^linux/t(\d+)(?:_in)?\.h")


def findings_of(chosen: Sequence[Combination], target: Target) -> list[list[Finding]]:
    """The findings of each combination."""
    with TemporaryDirectory() as folder:
        old, new = (_surface(chosen, side, Path(folder, f"{side}"), target) for side in (0, 1))
        judged = judge(difference(old, new), old, new)
    assert not judged.unjudged
    for surface in (old, new):
        assert not surface.declarations.diagnostics()
    found: dict[int, list[Finding]] = {}
    for finding in judged.findings:
        for number in set(_numbers(finding)):
            found.setdefault(number, []).append(finding)
    return [found.get(one.number, []) for one in chosen]


def _surface(chosen: Sequence[Combination], side: int, folder: Path, target: Target) -> Surface:
    return load(open_source(str(write(chosen, side, folder))), target)


def _numbers(finding: Finding) -> Iterator[int]:
    """The combinations that a finding is about: one, unless it tells several things at once."""
    names = finding.subject, *finding.also, *(carried.name for carried in finding.carries)
    for name in names:
        for found in _NUMBER.finditer(name):
            yield int(found[1] or found[2])
