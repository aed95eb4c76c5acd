"""What masks tell of values, and whether it is true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from abi import expression as x
from abi.evaluate import Value, evaluate
from abi.surface import Surface


class Reading(msgspec.Struct, frozen=True):
    """What a mask says of one value: `told` by the bits, `true` as a person knows it."""

    name: str
    value: int
    told: bool
    true: bool

    @property
    def is_right(self) -> bool:
        return self.told == self.true


def readings(values: Mapping[str, int], mask: int, having: Iterable[str]) -> tuple[Reading, ...]:
    """Test each value with a mask, as ``value & mask`` does, against the names that have it.

    It does not say that a right answer was meant: values can be right by chance.
    """
    true = frozenset(having)
    return tuple(Reading(n, v, bool(v & mask), n in true) for n, v in values.items())


def misread(of_masks: Sequence[Sequence[Reading]]) -> list[str]:
    """Names of the values that at least one of several masks reads wrong, in order.

    Range of its length: 0 to the number of values. A value that two masks read
    wrong counts once.
    """
    wrong = dict.fromkeys(r.name for read in of_masks for r in read if not r.is_right)
    order = dict.fromkeys(r.name for read in of_masks for r in read)
    return [name for name in order if name in wrong]


def bits_of(mask: int) -> tuple[int, ...]:
    """The numbers of the bits that are set, lowest first."""
    return tuple(bit for bit in range(mask.bit_length()) if mask >> bit & 1)


def number_of(name: str, surface: Surface) -> int | None:
    """The value of an enumerator or of a macro; None where it is neither."""
    found = surface.enumerator(name) or surface.constant(name)
    return found.value if isinstance(found, Value) else None


def compute(
    expression: x.Expression, surface: Surface, given: Mapping[str, x.Expression]
) -> Value | x.Unevaluated:
    """An expression of a person over a header's enumerators and macros, with C's rules.

    `given` stands for names that the header does not define.
    """
    return evaluate(_filled_in(expression, surface, given), surface)


def names_in(expression: x.Expression) -> tuple[str, ...]:
    """The names in an expression, each once."""
    found: dict[str, None] = {}
    _walk(expression, found)
    return tuple(found)


def _walk(node: object, found: dict[str, None]) -> None:
    if isinstance(node, x.Name):
        found[node.name] = None
    elif isinstance(node, msgspec.Struct):
        for field in node.__struct_fields__:
            _walk(getattr(node, field), found)


def _filled_in(
    node: x.Expression, surface: Surface, given: Mapping[str, x.Expression]
) -> x.Expression:
    """The expression with macros and given names in place of their names."""
    match node:
        case x.Name(name) if surface.declarations.macro(name) is not None:
            return surface.declarations.expression(name)
        case x.Name(name) if surface.enumerator(name) is None and name in given:
            return given[name]
        case x.Unary(_, operand) | x.Cast(_, operand):
            return _with(node, operand=_filled_in(operand, surface, given))
        case x.Binary(_, left, right):
            return _with(
                node,
                left=_filled_in(left, surface, given),
                right=_filled_in(right, surface, given),
            )
        case _:
            return node


def _with(node: x.Expression, **changes: x.Expression) -> x.Expression:
    replaced: x.Expression = msgspec.structs.replace(node, **changes)
    return replaced
