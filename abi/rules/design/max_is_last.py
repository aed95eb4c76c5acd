"""Ends of lists that miss the last value."""

from __future__ import annotations

from collections.abc import Iterator

from abi.declarations import Enum
from abi.evaluate import Value
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import EnumSubject, MacroSubject


@lint("max-is-last", on=("enum", "macro"), severity="error")
def max_is_last(subject: EnumSubject | MacroSubject) -> Iterator[Finding]:
    """`X_MAX` is not the last value, which is one less than `__X_MAX`."""
    names = subject.values if isinstance(subject, EnumSubject) else (subject.name,)
    for name in names:
        end = _end(f"__{name}", subject) if name.endswith("_MAX") else None
        last = _last(name, subject) if end else None
        if end and isinstance(last, Value) and last.value != end.value - 1:
            message = f"is {last.value}, but __{name} - 1 is {end.value - 1}, the last value"
            yield subject.finding(message, name)


def _end(name: str, subject: EnumSubject | MacroSubject) -> Value | None:
    """An enumerator that counts those before it: it says no value of its own."""
    surface = subject.surface
    owner = surface.declarations.owner(name)
    enum = surface.declaration(owner) if owner else None
    every = enum.enumerators or () if isinstance(enum, Enum) else ()
    counts = any(e.name == name and e.value is None for e in every)
    found = surface.enumerator(name) if counts else None
    return found if isinstance(found, Value) else None


def _last(name: str, subject: EnumSubject | MacroSubject) -> object:
    """The value, but not of a macro that rounds it up to a multiple, as `RTM_MAX` does."""
    macro = subject.surface.declarations.macro(name)
    if macro is None:
        return subject.surface.enumerator(name)
    return None if "&" in macro.body else subject.surface.constant(name)
