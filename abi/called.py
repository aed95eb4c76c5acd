"""Macros with parameters, called with sample arguments: what numbers they make.

A macro such as ``SPI_IOC_MESSAGE(N)`` has no number of its own. It has one for each argument, and
two macros that differ do so for some argument. So a few calls are evaluated, with arguments
that are all different from each other: an exchanged parameter shows as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from abi import expression as x
from abi.ctype import CType, Named, Scalar
from abi.evaluate import Value, evaluate
from abi.ioctl import Ioctl, decode, ioctl_of
from abi.spelling import spell
from abi.surface import Surface

_MOST_PARAMETERS = 5
_TAG = "uapi_sample_tag"
"""Of no record: where it stands for one, an ``int`` is taken."""
_NUMBERS = ((3, 5, 7, 2, 6), (1, 2, 3, 5, 4), (2, 90, 80, 70, 60))
"""Small, so that the size of a record, so many times, fits into the 14 bits that it has, and the
first may be a direction."""
_TYPES = ("int", "char", "long long")
_TAGS = (_TAG, _TAG, _TAG)
"""As many of each as there are rows of numbers."""


class Call(msgspec.Struct, frozen=True):
    """A call, ``X(3, int)``, and what it makes; `ioctl` where that is the number of one."""

    text: str
    value: int
    ioctl: Ioctl | None
    expression: x.Expression
    """What it expands to."""
    type: CType


def calls(name: str, surface: Surface) -> list[Call]:
    """A macro's sample calls; none where it has no parameters, or makes no number."""
    known = surface.once(_known)
    if name not in known:
        known[name] = _calls(name, surface)
    return known[name]


def _known(surface: Surface) -> dict[str, list[Call]]:
    """The calls of a surface that were evaluated so far."""
    del surface
    return {}


def _calls(name: str, surface: Surface) -> list[Call]:
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is None:
        return []
    for rows in _arguments(len(macro.parameters)):
        known = []
        for row in rows:
            call = _call(name, row, surface)
            if call is None:
                break
            known.append(call)
        else:
            return known
    return []


def _arguments(count: int) -> Iterator[list[tuple[str, ...]]]:
    """Rows of arguments: numbers, and where those make nothing a type or a tag for one of them."""
    if count > _MOST_PARAMETERS:
        return
    numbers = [tuple(map(str, own)) for own in list(zip(*_NUMBERS, strict=True))[:count]]
    yield _rows(numbers)
    for place in range(count):
        for kind in (_TYPES, _TAGS):
            yield _rows([*numbers[:place], kind, *numbers[place + 1 :]])


def _rows(columns: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(zip(*columns, strict=True)) if columns else [()]


def _call(name: str, arguments: tuple[str, ...], surface: Surface) -> Call | None:
    expression = surface.declarations.called(name, arguments)
    if _TAG in arguments:
        expression = _without_tag(expression)
    value = evaluate(expression, surface)
    if not isinstance(value, Value):
        return None
    text = f"{name}({', '.join(arguments)})"
    ioctl = _ioctl(name, expression, value.value, surface)
    return Call(text, value.value, ioctl, expression, value.type)


def _ioctl(name: str, node: x.Expression, value: int, surface: Surface) -> Ioctl | None:
    """The ioctl that an expression makes, also where something is added to its number."""
    found = ioctl_of(name, node, surface)
    if found is not None or not isinstance(node, x.Binary) or node.operator not in "+-|":
        return found
    inner = _ioctl(name, node.left, value, surface) or _ioctl(name, node.right, value, surface)
    code = decode(value, surface.target) if inner else None
    return Ioctl(name, code, inner.argument) if inner and code else None


def _without_tag(said: Any) -> x.Expression:
    """An expression with an ``int`` instead of the record that does not exist."""
    match said:
        case Named(key) if key.endswith(f" {_TAG}"):
            said = Scalar("int")
        case tuple():
            said = tuple(map(_without_tag, said))
        case msgspec.Struct():
            fields = {f: _without_tag(getattr(said, f)) for f in said.__struct_fields__}
            said = type(said)(**fields)
    return said  # type: ignore[no-any-return]


def ioctl_called(name: str, surface: Surface) -> Ioctl | None:
    """The ioctl that a macro with parameters makes of a sample; None for any other. Not every
    sample has to make one: one of a direction is 1 to 3."""
    return next((call.ioctl for call in calls(name, surface) if call.ioctl), None)


def differing_calls(name: str, old: Surface, new: Surface) -> tuple[Call, Call] | None:
    """A sample call that makes another number now, an ioctl's if there is one; None where there is
    none, or where the macro is called otherwise."""
    pairs = _paired(name, old, new)
    differing = [pair for pair in pairs if pair[0].value != pair[1].value]
    of_ioctls = (pair for pair in differing if pair[0].ioctl or pair[1].ioctl)
    return next(of_ioctls, differing[0] if differing else None)


def _paired(name: str, old: Surface, new: Surface) -> list[tuple[Call, Call]]:
    """The sample calls that both sides make something of: of a number ``sizeof`` makes as much as
    of a type, and of a type only where a type is taken."""
    before, after = calls(name, old), calls(name, new)
    texts = [[call.text for call in own] for own in (before, after)]
    if before and after and not set(texts[0]).intersection(texts[1]):
        again = [_same(call, name, new) for call in before]
        if None in again:
            again = [_same(call, name, old) for call in after]
            return [(a, b) for a, b in zip(again, after, strict=True) if a is not None]
        return [(a, b) for a, b in zip(before, again, strict=True) if b is not None]
    known = {call.text: call for call in before}
    return [(known[call.text], call) for call in after if call.text in known]


def _same(call: Call, name: str, surface: Surface) -> Call | None:
    """The same call on another side; None where that makes nothing of it."""
    macro = surface.declarations.macro(name)
    arguments = tuple(call.text[len(name) + 1 : -1].split(", "))
    if macro is None or len(macro.parameters or ()) != len(arguments):
        return None
    return _call(name, arguments, surface)


_COMPOUND = ("1 | 2", "8 >> 1", "1 + 4", "6 & 3", "1 ? 2 : 3")
"""Arguments that show whether a parameter stands in parentheses."""
_LARGE = ("0xffffffffU", "0xffffffffffffffffULL", "-1", "0x89abcdefU", "0x123456789abcdefLL")
"""Arguments that show which bits are cut off."""


def are_numbers(name: str, old: Surface, new: Surface) -> bool:
    """Whether a macro with as many parameters on both sides makes a number of numbers on both."""
    sides = old.declarations.macro(name), new.declarations.macro(name)
    counts = {len(side.parameters or ()) if side else 0 for side in sides}
    if len(counts) != 1 or not 0 < max(counts) <= _MOST_PARAMETERS:
        return False
    row = tuple(map(str, _NUMBERS[0]))[: max(counts)]
    return all(_made(name, row, surface) is not None for surface in (old, new))


def differing_sample(name: str, old: Surface, new: Surface) -> str:
    """A call of a macro that makes another number, or one of another type, in words; empty where no
    sample does. Samples are expressions, too, and numbers at the end of their types."""
    sides = old.declarations.macro(name), new.declarations.macro(name)
    if sides[0] is None or sides[1] is None:
        return ""
    count = len(sides[0].parameters or ())
    numbers = [tuple(map(str, row)) for row in _NUMBERS]
    samples = (*numbers, _COMPOUND, *(_LARGE[n:] + _LARGE[:n] for n in range(len(_LARGE))))
    for row in samples:
        made = [_made(name, row[:count], surface) for surface in (old, new)]
        if made[0] != made[1]:
            was, now = _in_words(made)
            return f"{name}({', '.join(row[:count])}) was {was} and is {now}"
    if _is_enclosed(sides[0].body) != _is_enclosed(sides[1].body):
        return "what stands beside it in an expression decides what it is"
    return ""


def _in_words(made: Sequence[Value | None]) -> list[str]:
    """Numbers, with their types where these differ."""
    types = {spell(one.type) for one in made if one is not None}
    if len(types) == 1:
        return [f"{one.value:#x}" if one else "none" for one in made]
    return [f"{one.value:#x} ({spell(one.type)})" if one else "none" for one in made]


def _made(name: str, arguments: tuple[str, ...], surface: Surface) -> Value | None:
    call = _call(name, arguments, surface)
    return Value(call.value, call.type) if call is not None else None


def _is_enclosed(body: str) -> bool:
    """Whether a text stands in parentheses as a whole."""
    depth = 0
    for place, sign in enumerate(body.strip()):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return sign == ")" and place == len(body.strip()) - 1
    return False
