"""What a macro's text was to a program, and is now, where that is no integer: a type, an address, a
floating-point number, an attribute, a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi import expression as x
from abi.change import Change
from abi.ctype import CType, Pointer
from abi.evaluate import Value, evaluate
from abi.rules.constants import body
from abi.rules.pair import Pair
from abi.surface import Surface

_REAL = re.compile(r"[(\s]*+([-+]?)[(\s]*+([0-9.]++(?:[eE][-+]?\d++)?)[fFlL]?[)\s]*+")
_ATTRIBUTES = re.compile(
    r"(?:__attribute__\s*+\(\((?:[^()]|\([^()]*+\))*+\)\)|_Alignas\s*+\([^()]*+\)|__extension__|__packed|const"
    r"|volatile|(?:__)?(?:inline|restrict)(?:__)?|\s)*+"
)
_DECLARES = re.compile(r"\s*(?:__extension__\s+)?(?:struct|union|enum)\b[^;]*\{")


def named_types(change: Change, pair: Pair) -> tuple[CType, CType] | None:
    """The types that a macro stood for and stands for."""
    old, new = (side.declarations.named_type(change.subject) for side in (pair.old, pair.new))
    return (old, new) if old is not None and new is not None else None


def is_another_number(change: Change, pair: Pair) -> bool:
    """Whether a macro is an address that is written as a number, or a floating-point number, and
    another one now: ``((void *)1)``, ``1.5``."""
    sides = [_number(change.subject, surface) for surface in (pair.old, pair.new)]
    return None not in sides and sides[0] != sides[1]


def _number(name: str, surface: Surface) -> float | int | None:
    found = surface.declarations.expression(name)
    if isinstance(found, x.Cast) and isinstance(found.type, Pointer):
        value = evaluate(found.operand, surface)
        return value.value if isinstance(value, Value) else None
    match = _REAL.fullmatch(body(name, surface))
    try:
        return float(match[1] + match[2]) if match else None
    except ValueError:
        return None


def declares(change: Change, pair: Pair) -> bool:
    """Whether a macro declares a record: those that headers declare with it are looked at by
    themselves."""
    return all(_DECLARES.match(text) for text in _texts(change, pair))


def attributes_only(change: Change, pair: Pair) -> bool:
    """Whether a macro is but attributes: the same holds for what has them."""
    return all(_ATTRIBUTES.fullmatch(text) for text in _texts(change, pair))


def _texts(change: Change, pair: Pair) -> Iterator[str]:
    return (body(change.subject, surface) for surface in (pair.old, pair.new))
