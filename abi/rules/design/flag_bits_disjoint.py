"""Flags that share a bit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.evaluate import Value
from abi.rules.families import is_bit, siblings
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject

_FAMILY = re.compile(r"(.*?(?:_|^)FLAGS?_)\w+")
_NUMBER = re.compile(r"[\s()0-9a-fA-FxXuUlL<]+|\(?\s*_?BIT(?:UL|ULL)?\s*\(\s*\d+\s*\)\s*\)?")


@lint("flag-bits-disjoint", on="macro", severity="warning")
def flag_bits_disjoint(macro: MacroSubject) -> Iterator[Finding]:
    """Two flags of a family are the same bit."""
    family = _FAMILY.fullmatch(macro.name) if "FLAG" in macro.name else None
    if family is None or not _is_number(macro.name, macro) or not is_bit(macro.value):
        return
    others = [n for n in siblings(macro, family[1]) if n != macro.name and _is_number(n, macro)]
    same = [n for n in others if _value(n, macro) == _value(macro.name, macro)]
    bits = [n for n in others if is_bit(macro.surface.constant(n))]
    if len(bits) > 2 and len(bits) == len(others) and same and macro.name > same[0]:
        yield macro.finding(f"is the same bit as {same[0]}")


def _value(name: str, macro: MacroSubject) -> int | None:
    found = macro.surface.constant(name)
    return found.value if isinstance(found, Value) else None


def _is_number(name: str, macro: MacroSubject) -> bool:
    """Whether a macro says its own number, and not that of another name."""
    found = macro.surface.declarations.macro(name)
    return found is not None and found.parameters is None and bool(_NUMBER.fullmatch(found.body))
