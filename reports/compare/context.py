"""A case with its headers read: what the sections of its report are built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from abi.case import Case, Variant
from abi.expression import Expression
from abi.rules.finding import Finding
from abi.surface import Surface
from reports.compare.subject import View
from reports.report import Section


class Context(NamedTuple):
    """A case; its variants that could be read, each with a surface a target."""

    name: str
    case: Case
    read: tuple[tuple[Variant, tuple[Surface, ...]], ...]
    targets: tuple[str, ...]
    expressions: Mapping[str, Expression] = {}
    """What the case's masks and promises say, by their text."""

    def chosen(self, names: Sequence[str] = ()) -> tuple[tuple[Variant, tuple[Surface, ...]], ...]:
        """The variants of these names, or all, in the order of the case."""
        return tuple((v, own) for v, own in self.read if not names or v.name in names)

    def on(self, target: int) -> Context:
        """The same, read for one of its targets only."""
        read = tuple((variant, (own[target],)) for variant, own in self.read)
        return self._replace(read=read, targets=(self.targets[target],))

    def on_each(self) -> tuple[Context, ...]:
        """The same for each target by itself; where there is only one, this one."""
        several = len(self.targets) > 1
        return tuple(map(self.on, range(len(self.targets)))) if several else (self,)

    def surface(self, variant: str, target: int = 0) -> Surface | None:
        """A variant's surface; None where it could not be read."""
        return next((own[target] for v, own in self.read if v.name == variant), None)

    def views(
        self, names: Sequence[str], records: Mapping[str, str], titles: Mapping[str, str] = {}
    ) -> tuple[View, ...]:
        """A record of each variant, as `bytes` sections show it."""
        return tuple(
            View(
                v.name,
                titles.get(v.name, v.title),
                key,
                own,
                v.inputs,
                v.outputs,
                v.replaces,
                v.inside,
            )
            for v, own in self.chosen(names)
            if (key := records.get(v.name, v.record))
        )


class Built(NamedTuple):
    """A section of the report, with what it has to say to the case's question."""

    section: Section
    answer: tuple[str, ...] = ()
    """Sentences, the most telling first."""
    findings: tuple[Finding, ...] = ()
    more: tuple[Section, ...] = ()
    """Further sections behind it."""
    further: tuple[str, ...] = ()
    """What the answer is on other targets than the first, where it is another one."""
