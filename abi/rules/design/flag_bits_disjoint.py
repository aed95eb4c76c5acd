"""Flags that share a bit."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator

from abi.evaluate import Value
from abi.rules.families import is_bit, siblings
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject
from abi.surface import Surface

_FAMILY = re.compile(r"(.*?(?:_|^)FLAGS?_)\w+")
_NUMBER = re.compile(r"[\s()0-9a-fA-FxXuUlL<]+|\(?\s*_?BIT(?:UL|ULL)?\s*\(\s*\d+\s*\)\s*\)?")


@lint("flag-bits-disjoint", on="macro", severity="warning")
def flag_bits_disjoint(macro: MacroSubject) -> Iterator[Finding]:
    """Two flags of a family are the same bit."""
    family = _FAMILY.fullmatch(macro.name) if "FLAG" in macro.name else None
    if family is None or not _is_number(macro.name, macro) or not is_bit(macro.value):
        return
    known = _families.setdefault(macro.surface, {})
    if (macro.home, family[1]) not in known:
        known[macro.home, family[1]] = _bits(macro, family[1])
    first = known[macro.home, family[1]].get(_value(macro.name, macro), macro.name)
    if first != macro.name:
        yield macro.finding(f"is the same bit as {first}")


_families: weakref.WeakKeyDictionary[Surface, dict[tuple[str, str], dict[int, str]]]
_families = weakref.WeakKeyDictionary()
"""`_bits` by header and prefix: a family is looked at once, not once for each of its flags."""


def _bits(macro: MacroSubject, prefix: str) -> dict[int, str]:
    """The first flag with each bit; none where a number of the family is no bit, or it is small."""
    numbers = [name for name in siblings(macro, prefix) if _is_number(name, macro)]
    if len(numbers) < 4 or not all(is_bit(macro.surface.constant(name)) for name in numbers):
        return {}
    return {_value(name, macro): name for name in reversed(numbers)}


def _value(name: str, macro: MacroSubject) -> int:
    found = macro.surface.constant(name)
    return found.value if isinstance(found, Value) else 0


def _is_number(name: str, macro: MacroSubject) -> bool:
    """Whether a macro says its own number, and not that of another name."""
    found = macro.surface.declarations.macro(name)
    return found is not None and found.parameters is None and bool(_NUMBER.fullmatch(found.body))
