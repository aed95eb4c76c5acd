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

_END = re.compile(r"[A-Za-z]\w*_(?:MAX|NR|CNT)|(?:NUM|NR|MAX)_\w+")
_COUNT = re.compile(r"([A-Za-z]\w*?_)(?:(?:MAX|NR|NUM)_\w+|COUNT|NUM)")
_TAILS = ("_NR", "_CNT", "_COUNT", "_NUM")


@lint("no-count-sentinel", on=("enum", "macro"), severity="note")
def no_count_sentinel(subject: EnumSubject | MacroSubject) -> Iterator[Finding]:
    """A constant counts the values of its family, so that each new value changes it."""
    name = _last(subject) if isinstance(subject, EnumSubject) else _counted(subject)
    if name and not _is_netlink(subject.home, name):
        yield subject.finding("is one more than the last value: the next value changes it", name)


def _is_netlink(header: str, name: str) -> bool:
    """Whether all know that the ends of such lists move."""
    ways = (convention.way for convention in conventions_for(header, name))
    return "attribute" in ways or "netlink" in header


def _last(enum: EnumSubject) -> str:
    """The last enumerator, if it only counts those before it."""
    *others, last = [e.name for e in enum.declaration.enumerators or ()] or [""]
    if len(others) < 2 or (enum.declaration.enumerators or ())[-1].value is not None:
        return ""
    counted = _COUNT.fullmatch(last)
    counts = counted and all(name.startswith(counted[1]) for name in others)
    has_least = last.replace("MAX", "MIN") in others
    return last if (counts or _END.fullmatch(last)) and not has_least else ""


def _counted(macro: MacroSubject) -> str:
    """A macro's name, if its siblings have all values below its own."""
    if not macro.name.endswith(_TAILS) or macro.macro.parameters is not None:
        return ""
    stem = macro.name[: macro.name.rindex("_") + 1]
    count, values = macro.value, [macro.surface.constant(n) for n in siblings(macro, stem)]
    below = {v.value for v in values if isinstance(v, Value)}
    if not isinstance(count, Value) or not 2 < count.value <= len(below) + 1:
        return ""
    return macro.name if set(range(1, count.value)) <= below else ""
