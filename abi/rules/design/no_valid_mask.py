"""Masks of all flags that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.evaluate import Value
from abi.rules.families import common_prefix, is_bit, siblings
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject

_NAME = re.compile(r"VALID|MASK|ALL|SUPPORTED|KNOWN|FLAGS|FEATURES")
_OR = re.compile(r"\w+(?:\s*\|\s*\w+)+")


@lint("no-valid-mask", on="macro", severity="note")
def no_valid_mask(macro: MacroSubject) -> Iterator[Finding]:
    """A constant is the OR of all flags of its family, so that each new flag changes it."""
    names = _names(macro)
    if len(names) < 2:
        return
    prefix = common_prefix(names)
    family = siblings(macro, prefix) if prefix else []
    others = [n for n in family if n not in names and n != macro.name]
    if not family or any(is_bit(macro.surface.constant(n)) for n in others):
        return
    bits = [n for n in family if is_bit(macro.surface.constant(n))]
    if len(bits) > 1 and isinstance(macro.value, Value):
        yield macro.finding(f"is the OR of all {len(bits)} {prefix}*: the next flag changes it")


def _names(macro: MacroSubject) -> set[str]:
    """The names that are ORed, if the macro's name and body are those of such a mask."""
    body = macro.macro.body.replace("(", " ").replace(")", " ").strip()
    if macro.macro.parameters is not None or "|" not in body or not _NAME.search(macro.name):
        return set()
    return set(re.split(r"\W+", body)) if _OR.fullmatch(body) else set()
