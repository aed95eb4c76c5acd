"""Macros that ``#if`` could use and cannot now (C11 6.10.1p4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from abi import expression as x
from abi.change import Change, ChangeKind
from abi.surface import Surface

_KINDS = (ChangeKind.RESPELLED, ChangeKind.TYPE, ChangeKind.VALUE)
"""Of what has no value at all any more, a rule of its own speaks."""
_INTEGER = re.compile(r"(?:0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)[uUlL]*")


class InIf(IntEnum):
    """What a macro is in ``#if``."""

    NUMBER = 0
    SILENT = 1
    """A name that the preprocessor does not know is 0 to it: of an enumerator, or of an object."""
    ERROR = 2
    """A cast, ``sizeof``, a fraction, a string: the preprocessor refuses it."""


def in_if(name: str, surface: Surface) -> InIf | None:
    """What an object-like macro is in ``#if``; None for all else."""
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is not None or not macro.body:
        return None
    return _of(surface.declarations.expression(name))


def _of(node: x.Expression) -> InIf:
    match node:
        case x.Literal(text):
            return InIf.NUMBER if _INTEGER.fullmatch(text) else InIf.ERROR
        case x.Character():
            return InIf.NUMBER
        case x.Name():
            return InIf.SILENT
        case x.Unary(sign, operand) if sign in ("+", "-", "~", "!"):
            return _of(operand)
        case x.Binary(sign, left, right) if sign != ",":
            return max(_of(left), _of(right))
        case x.Conditional(condition, then, otherwise):
            return max(map(_of, (condition, then, otherwise)))
        case _:
            return InIf.ERROR


def in_if_changes(changes: Iterable[Change], old: Surface, new: Surface) -> Iterator[Change]:
    """Macros that were a number in ``#if``, and are an error or silently 0 now."""
    for change in changes:
        if change.kind in _KINDS and " " not in change.subject and "." not in change.subject:
            if in_if(change.subject, old) is not InIf.NUMBER:
                continue
            now = in_if(change.subject, new)
            if now:
                was, is_now = _body(change.subject, old), _body(change.subject, new)
                places = change.old_place, change.new_place
                yield Change(ChangeKind.IN_IF, change.subject, was, is_now, *places)


def _body(name: str, surface: Surface) -> str:
    macro = surface.declarations.macro(name)
    return macro.body if macro else ""
