"""What the rules of the gate say of a case: of each variant, and from one to the next."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from abi.case import Variant
from abi.difference import difference
from abi.rules.finding import Finding, VerdictValue
from abi.rules.judge import judge
from abi.rules.once import told_once
from abi.rules.policy import severity
from abi.rules.review import review
from abi.rules.rule import Rule
from abi.surface import Surface
from reports.compare.context import Context
from reports.compare.each import merged
from reports.compare.subject import names
from reports.report import Block, Cell, Column, Section, Table, Tone

_TONES: dict[VerdictValue, Tone] = {"breaks": "bad", "depends": "warn", "safe": ""}
_ABOUT_HEADERS = frozenset((
    "names-added", "name-removed", "moved-header", "include-added", "include-removed",
    "header-added", "header-removed",
))  # fmt: skip
"""Rules that would speak of the case's own files, and of names that one variant has alone."""
Step = tuple[Variant, Variant, Finding]
"""From a variant to one that replaces it."""
_ASKED = frozenset(("record", "member", "ioctl", "enum", "macro"))


def section(context: Context) -> tuple[Section, tuple[Finding, ...]]:
    """The section, and what is worth an error or a warning."""
    steps = _merged(step for one in context.on_each() for step in _steps(one))
    blocks: list[Block] = [_steps_table(steps, context.targets)] if steps else []
    designs = _designs(context)
    if designs:
        blocks.append(_design_table(designs))
    findings = tuple(f for _, _, f in steps if f.severity != "note")
    return Section("rules", "What the rules of the gate say", tuple(blocks)), findings


def _merged(steps: Iterable[Step]) -> list[Step]:
    """What several targets say of one step once, with these targets."""
    found: dict[tuple[str, str], tuple[Variant, Variant, list[Finding]]] = {}
    for before, variant, finding in steps:
        known = found.setdefault((before.name, variant.name), (before, variant, []))
        known[2].append(finding)
    return [(a, b, finding) for a, b, own in found.values() for finding in merged(own)]


def _steps(context: Context) -> Iterator[Step]:
    """From each variant to those that replace it; only of names that both have."""
    read = {variant.name: (variant, own[0]) for variant, own in context.read}
    for variant, own in context.read:
        for older in variant.replaces:
            if older in read:
                before, surface = read[older]
                for finding in _judged(surface, own[0]):
                    text = f"{before.title} → {variant.title}: {finding.message}"
                    yield before, variant, msgspec.structs.replace(finding, message=text)


def _judged(old: Surface, new: Surface) -> Iterator[Finding]:
    changes = difference(old, new)
    for finding in judge(changes, old, new).findings:
        if finding.rule not in _ABOUT_HEADERS:
            graded = severity(finding, "source")
            yield msgspec.structs.replace(finding, severity=graded, picture=None)


def _steps_table(steps: list[Step], targets: Sequence[str]) -> Table:
    columns = tuple(
        Column(t) for t in ("from → to", "rule", "of", "old program", "new program", "source")
    )
    rows = tuple(
        (Cell(f"{a.name} → {b.name}"), Cell(f.rule), Cell(_subject(f, targets)), *_verdicts(f))
        for a, b, f in steps
    )
    caption = "From a variant to the next: an old program on a new kernel, and so on"
    return Table("steps", caption, columns, rows, is_folded=True)


def _subject(finding: Finding, targets: Sequence[str]) -> str:
    """What it is about, and where, unless it is so on all targets."""
    where = "" if len(finding.targets) == len(targets) else f" on {names(list(finding.targets))}"
    return f"`{finding.subject}`{where}"


def _verdicts(finding: Finding) -> Iterator[Cell]:
    given = finding.verdicts
    assert given is not None
    for verdict in (given.old_program_new_kernel, given.new_program_old_kernel, given.source):
        yield Cell(verdict.value, _TONES[verdict.value])


def _designs(context: Context) -> dict[tuple[str, str, str], list[str]]:
    """Design findings, with the variants that they are about."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for variant, own in context.read:
        said = told_once(f for surface in own for f in review(surface, chosen=_rules()))
        for key in dict.fromkeys(_key(f) for f in said if f.severity != "note"):
            found.setdefault(key, []).append(variant.name)
    return found


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.subject, finding.message


@functools.cache
def _rules() -> tuple[Rule, ...]:
    """Rules about what is declared; those about texts would speak of the case's own files."""
    from abi.rules.registry import rules

    return tuple(rule for rule in rules("design") if _ASKED.issuperset(rule.on))


def _design_table(found: dict[tuple[str, str, str], list[str]]) -> Table:
    columns = tuple(Column(t) for t in ("rule", "of", "in"))
    rows = tuple(
        (Cell(rule), Cell(f"`{subject}`: {message}"), Cell(names(own)))
        for (rule, subject, message), own in found.items()
    )
    return Table("design", "Of each variant by itself", columns, rows, is_folded=True)
