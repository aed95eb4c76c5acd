"""Sections of kind ``lifecycle``: vendors and stages, and the commands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.case import Command, LifecycleSection
from abi.design.lifecycle import Step, coverage, shared
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.payloads import value_of
from reports.compare.subject import amount, names
from reports.report import Cell, Column, Section, Table, Text

_LEVELS = {"system": "ˢ", "vm": "", "vcpu": "ᵛ", "device": "ᵈ"}


class _Step(NamedTuple):
    step: Step
    command: Command
    id: str


def build(section: LifecycleSection, context: Context) -> Built:
    """The section of a case."""
    stages = [
        s for s in context.case.stages if any(c.stage == s for c in _commands(context, section))
    ]
    steps = [
        _step(command, own[0])
        for variant, own in context.chosen(section.variants)
        for command in variant.command
        if command.stage in stages
    ]
    steps = list({s.step: s for s in steps}.values())
    sentences = tuple(_sentences(steps, section, stages))
    blocks = (
        *((Text(section.lead),) if section.lead else ()),
        _matrix(steps, section, stages),
        _counts(steps, section, section.main or stages),
        _details(steps, section, stages),
    )
    return Built(Section(section.id, section.title, blocks), sentences)


def _commands(context: Context, section: LifecycleSection) -> Iterator[Command]:
    for variant, _ in context.chosen(section.variants):
        yield from variant.command


def _step(command: Command, surface: Surface) -> _Step:
    record = command.data if command.data not in ("immediate", "none") else ""
    step = Step(command.name, command.vendors, command.stage, command.level, record)
    value = value_of(command, surface)
    return _Step(step, command, _id(value))


def _id(value: int | None) -> str:
    if value is None:
        return "?"
    return str(value) if value < 1000 else f"0x{value:x}"


def _sentences(
    steps: Sequence[_Step], section: LifecycleSection, stages: Sequence[str]
) -> Iterator[str]:
    main = section.main or stages
    plain = [s.step for s in steps]
    both = shared(plain, main)
    count = len({s.name for s in plain if s.stage in main})
    groups = {s.vendors for s in both}
    crossing = [g for g in groups if not any(set(g) <= set(other) for other in groups - {g})]
    who = amount(len(section.vendors), "vendor")
    have = "has" if len(section.vendors) == 1 else "have"
    text = f"{_stretch(main)}, {who} {have} {amount(count, 'command')}"
    if crossing:
        within = "; ".join(names(group) for group in crossing)
        yield f"{text}; {len(both)} serve more than one, all within {within}."
    else:
        yield f"{text}, and none serves more than one of them."
    bare = [v for v in section.vendors if not coverage(plain, v, main).covered]
    if bare:
        yield f"{names(bare)} {'has' if len(bare) == 1 else 'have'} no command at these stages."


def _stretch(stages: Sequence[str]) -> str:
    """``From INIT to FINALIZE``, or ``At INIT``."""
    return f"At {stages[0]}" if len(stages) == 1 else f"From {stages[0]} to {stages[-1]}"


def _matrix(steps: Sequence[_Step], section: LifecycleSection, stages: Sequence[str]) -> Table:
    columns = (Column("stage"), *(Column(vendor) for vendor in section.vendors))
    rows = tuple(
        (
            Cell(stage, "strong"),
            *(_cell(steps, section, vendor, stage) for vendor in section.vendors),
        )
        for stage in stages
    )
    caption = (
        "Ids of the commands by stage; ᵛ: an ioctl of a vCPU, ˢ: of /dev/kvm; –: no command, "
        "(…): without one"
    )
    return Table(f"{section.id}-matrix", caption, columns, rows)


def _cell(steps: Sequence[_Step], section: LifecycleSection, vendor: str, stage: str) -> Cell:
    own = [s for s in steps if vendor in s.step.vendors and s.step.stage == stage]
    if own:
        return Cell(", ".join(f"{s.id}{_LEVELS[s.step.level]}" for s in own))
    implicit = section.implicit.get(vendor, {}).get(stage, "")
    return Cell(f"({implicit})", "faint") if implicit else Cell("–", "faint")


def _counts(steps: Sequence[_Step], section: LifecycleSection, stages: Sequence[str]) -> Table:
    columns = (
        Column("vendor"), Column("stages", True), Column("commands", True),
        Column("records", True), Column("levels", True), Column("to know", True),
    )  # fmt: skip
    found = [coverage([s.step for s in steps], v, stages) for v in section.vendors]
    rows = tuple(
        (
            Cell(c.vendor),
            *(Cell(str(n)) for n in (len(c.covered), c.commands, c.records, c.levels, c.to_know)),
        )
        for c in found
    )
    caption = f"What a VMM must know from {stages[0]} to {stages[-1]}"
    return Table(f"{section.id}-to-know", caption, columns, rows)


def _details(steps: Sequence[_Step], section: LifecycleSection, stages: Sequence[str]) -> Table:
    columns = tuple(Column(t) for t in ("vendor", "id", "command", "level", "argument"))
    rows: list[tuple[Cell, ...]] = []
    for stage in stages:
        rows.append((Cell(stage, "strong", len(columns)),))
        for s in steps:
            if s.step.stage == stage:
                rows.append(
                    (
                        Cell(s.command.vendor), Cell(s.id), Cell(f"`{s.step.name}`"),
                        Cell(s.step.level), Cell(_argument(s.command)),
                    )
                )  # fmt: skip
    return Table(f"{section.id}-commands", "Each command", columns, tuple(rows), is_folded=True)


def _argument(command: Command) -> str:
    data = command.data
    text = f"`{data}`" if data not in ("immediate", "none") else data
    return f"{text}; {command.note}" if command.note else text
