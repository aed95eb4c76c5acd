"""Ends of lists that miss the last value."""

from __future__ import annotations

from collections.abc import Iterator

from abi.evaluate import Value
from abi.expression import Unevaluated
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject, MacroSubject


@lint("max-is-last", on=("enum", "macro"), severity="error")
def max_is_last(subject: EnumSubject | MacroSubject) -> Iterator[Finding]:
    """`X_MAX` is not the last value, which is one less than `__X_MAX`."""
    names = subject.values if isinstance(subject, EnumSubject) else (subject.name,)
    for name in names:
        end = _constant(f"__{name}", subject) if name.endswith("_MAX") else None
        last = _constant(name, subject) if isinstance(end, Value) else None
        if isinstance(end, Value) and isinstance(last, Value) and last.value != end.value - 1:
            message = f"is {last.value}, but __{name} - 1 is {end.value - 1}, the last value"
            yield subject.finding(message, name)


def _constant(name: str, subject: EnumSubject | MacroSubject) -> object:
    surface = subject.surface
    if surface.declarations.macro(name) is not None:
        return surface.constant(name)
    found = surface.enumerator(name)
    return None if isinstance(found, Unevaluated) else found
