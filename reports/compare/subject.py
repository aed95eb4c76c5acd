"""What is compared: one record in N variants, on the targets asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abi.design.spans import Span, look_inside, outline, spans
from abi.expression import Unevaluated
from abi.layout import Layout
from abi.surface import Surface


class View(NamedTuple):
    """A variant's record. `surfaces` are in the order of the report's targets."""

    name: str
    title: str
    record: str
    surfaces: tuple[Surface, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    """Names of the variants whose programs would meet kernels of this one."""
    inside: tuple[str, ...] = ()
    """Members that are shown by their own members."""

    def layout(self, target: int = 0) -> Layout | Unevaluated:
        return self.surfaces[target].layout(self.record)

    def says_the_same(self, target: int) -> bool:
        """Whether a target has the declaration of the first, not one of its own ``asm/``."""
        return self.surfaces[0].declaration(self.record) == self.surfaces[target].declaration(
            self.record
        )

    def spans(self, target: int = 0) -> tuple[Span, ...]:
        """The members, or nothing where there is no layout."""
        layout = self.layout(target)
        own = spans(layout, self.surfaces[target]) if isinstance(layout, Layout) else ()
        return look_inside(own, self.inside, self.surfaces[target])

    def outline(self, target: int = 0) -> tuple[Span, ...]:
        """The members as a picture shows them: large unions in one piece."""
        layout = self.layout(target)
        own = outline(layout, self.surfaces[target]) if isinstance(layout, Layout) else ()
        return look_inside(own, self.inside, self.surfaces[target])


class Subject(NamedTuple):
    """One record over all the variants that have it."""

    id: str
    title: str
    views: tuple[View, ...]
    targets: tuple[str, ...]

    def on(self, target: int) -> Subject:
        """The same record, on one of its targets only."""
        views = tuple(v._replace(surfaces=(v.surfaces[target],)) for v in self.views)
        return self._replace(views=views, targets=(self.targets[target],))

    def layouts(self, target: int = 0) -> tuple[Layout, ...]:
        """The layouts on a target; variants without one are left out."""
        found = (view.layout(target) for view in self.views)
        return tuple(layout for layout in found if isinstance(layout, Layout))

    def laid_out(self, target: int = 0) -> tuple[View, ...]:
        """The views that have a layout on a target."""
        return tuple(v for v in self.views if isinstance(v.layout(target), Layout))


def names(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def some_names(items: Sequence[str], most: int = 5) -> str:
    """As `names`, with the number of those beyond `most` in place of them."""
    if len(items) <= most:
        return names(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(number: int) -> str:
    """``both``, ``all three``, ``all 11``."""
    if number == 2:
        return "both"
    return f"all {_NUMBERS[number] if number < len(_NUMBERS) else number}"


def amount(number: int, what: str) -> str:
    """``1 command``, ``2 commands``."""
    return f"{number} {what}{'s' * (number != 1)}"
