"""How far the commands of several vendors cover the stages of one lifecycle."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Step(msgspec.Struct, frozen=True):
    """A command in a lifecycle: whose it is, at which stage, how it is reached, and its record."""

    name: str
    vendors: tuple[str, ...]
    stage: str
    level: str
    record: str = ""


class Coverage(msgspec.Struct, frozen=True):
    """What a vendor's guests need at the stages looked at.

    Counts of distinct things, from 0. They do not say how hard a command is to
    use, nor that two commands of one stage do the same.
    """

    vendor: str
    covered: tuple[str, ...]
    """Stages with a command."""
    gaps: tuple[str, ...]
    """Stages without one."""
    commands: int
    records: int
    levels: int
    """Kinds of file descriptor that take the commands: system, VM, vCPU, device."""

    @property
    def to_know(self) -> int:
        """Commands, records and levels that a program must know."""
        return self.commands + self.records + self.levels


def coverage(steps: Sequence[Step], vendor: str, stages: Sequence[str]) -> Coverage:
    """The coverage of some stages by a vendor's commands."""
    own = [step for step in steps if vendor in step.vendors and step.stage in stages]
    covered = {step.stage for step in own}
    return Coverage(
        vendor,
        tuple(stage for stage in stages if stage in covered),
        tuple(stage for stage in stages if stage not in covered),
        len({step.name for step in own}),
        len({step.record for step in own if step.record}),
        len({step.level for step in own}),
    )


def shared(steps: Sequence[Step], stages: Sequence[str]) -> tuple[Step, ...]:
    """Commands of some stages that serve more than one vendor."""
    return tuple(step for step in steps if step.stage in stages and len(step.vendors) > 1)
