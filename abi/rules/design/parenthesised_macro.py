"""Expressions without parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.evaluate import Value
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject

_INNER = re.compile(r"\([^()]*\)|'[^']*'")
_OPERATOR = re.compile(r"[-+*/%|&^~?<>]")


@lint("parenthesised-macro", on="macro", severity="note")
def parenthesised_macro(macro: MacroSubject) -> Iterator[Finding]:
    """A macro's value is an expression without parentheses around it."""
    body = macro.macro.body
    if macro.macro.parameters is not None or '"' in body or not _OPERATOR.search(body):
        return
    if _OPERATOR.search(_without_parentheses(body)) and isinstance(macro.value, Value):
        yield macro.finding(f"{' '.join(body.split())} has no parentheses around it")


def _without_parentheses(body: str) -> str:
    while (shorter := _INNER.sub(" ", body)) != body:
        body = shorter
    return body
