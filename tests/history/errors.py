"""What the default policy says of a step between two kernels, and what a person said of it."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from abi.difference import difference
from abi.rules.finding import Finding, Severity
from abi.rules.judge import judge
from abi.rules.policy import Policy
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source

STEPS = (("6.3.8", "6.13.4"), ("6.13.4", "6.19.0"), ("6.19.0", "7.2.0"))
READ = ("x86_64", "i386", "s390x")
"""The targets whose errors were read: 64 bits, 32 bits, and the other byte order."""
WARNED = STEPS[1:]
"""The steps whose warnings were read, for x86_64."""
TABLES = Path(__file__).parent

Told = tuple[str, str, str]
"""The rule and the subject of a finding, and its verdicts: ``b/d/s`` is breaks, depends, safe."""


class Row(NamedTuple):
    """A finding that a person has looked at: is it right, with its reasons, and why."""

    rule: str
    subject: str
    targets: tuple[str, ...]
    verdicts: str
    """Old program on a new kernel, new program on an old kernel, source."""
    is_true: bool
    why: str

    @property
    def told(self) -> Told:
        return self.rule, self.subject, self.verdicts


@lru_cache(maxsize=2)
def surface(tree: Path, target: str = "x86_64") -> Surface:
    """A tree as a target has it. Both sides of one step are kept, and serve its next one."""
    return load(open_source(str(tree), []), TARGETS[target])


@cache
def findings(old: Path, new: Path, target: str) -> tuple[Finding, ...]:
    """The findings of compatibility rules, graded as by a policy in which nothing is said."""
    before, after = surface(old, target), surface(new, target)
    found = judge(difference(before, after), before, after).findings
    return tuple(f for f in Policy().apply(found) if f.verdicts is not None)


def told(found: tuple[Finding, ...], severity: Severity) -> list[Told]:
    return [(f.rule, f.subject, letters(f)) for f in found if f.severity == severity]


def letters(finding: Finding) -> str:
    given = finding.verdicts
    assert given is not None
    three = given.old_program_new_kernel, given.new_program_old_kernel, given.source
    return "/".join(verdict.value[0] for verdict in three)


def table(old: str, new: str, severity: Severity) -> list[Row]:
    """The table of a step; its columns are those of `Row`, with tabs between them."""
    lines = (TABLES / f"{old}-{new}.{severity}s.tsv").read_text().splitlines()
    return [_row(line) for line in lines if line and not line.startswith("#")]


def _row(line: str) -> Row:
    rule, subject, targets, verdicts, word, why = line.split("\t")
    assert word in {"true", "false"}, line
    names = READ if targets == "all" else tuple(targets.split(","))
    return Row(rule, subject, names, verdicts, word == "true", why)
