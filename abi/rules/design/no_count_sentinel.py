"""Counts that grow with each new value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.evaluate import Value
from abi.rules.conventions import conventions_for
from abi.rules.families import siblings
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject, MacroSubject

_COUNT = re.compile(r"(?<!_)[A-Za-z]\w*_(?:MAX|NR|CNT|COUNT|NUM)(?:_\w+)?|(?:NUM|NR|MAX)_\w+")


@lint("no-count-sentinel", on=("enum", "macro"), severity="note")
def no_count_sentinel(subject: EnumSubject | MacroSubject) -> Iterator[Finding]:
    """A constant counts the values of its family, so that each new value changes it."""
    name = _last(subject) if isinstance(subject, EnumSubject) else _counted(subject)
    place = subject.location if name else None
    if place and not _is_netlink(place.header, name):
        yield subject.finding("is one more than the last value: the next value changes it", name)


def _is_netlink(header: str, name: str) -> bool:
    """Whether all know that the ends of such lists move."""
    ways = (convention.way for convention in conventions_for(header, name))
    return "attribute" in ways or "netlink" in header


def _last(enum: EnumSubject) -> str:
    """The last enumerator, if it only counts those before it."""
    every = enum.declaration.enumerators or ()
    counts = len(every) > 2 and every[-1].value is None and _COUNT.fullmatch(every[-1].name)
    return every[-1].name if counts else ""


def _counted(macro: MacroSubject) -> str:
    """A macro's name, if its siblings have all values below its own."""
    stem = re.sub(r"_(?:NR|CNT|COUNT|NUM)$", "_", macro.name)
    if stem == macro.name or macro.macro.parameters is not None:
        return ""
    count, values = macro.value, [macro.surface.constant(n) for n in siblings(macro, stem)]
    below = {v.value for v in values if isinstance(v, Value)}
    if not isinstance(count, Value) or not 2 < count.value <= len(below) + 1:
        return ""
    return macro.name if set(range(1, count.value)) <= below else ""
