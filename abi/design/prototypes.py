"""What the types of a prototype let a compiler find, and what they do not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Mapping, Sequence

import msgspec

from abi.ctype import CType, Function, Named, Pointer, Qualified, Scalar, unqualified
from abi.representation import plain
from abi.spelling import spell
from abi.surface import Surface

_REGISTER = re.compile(r"r(?:[abcd]x|[sd]i|[0-9]+)\Z")


class Argument(msgspec.Struct, frozen=True):
    """A parameter: as written, and what is left without typedefs."""

    name: str
    spelled: str
    ctype: CType
    """Without typedefs."""

    @property
    def is_integer(self) -> bool:
        """An arithmetic type or an enum: C converts one into another without a word."""
        found = unqualified(self.ctype)
        return isinstance(found, Scalar) or (
            isinstance(found, Named) and found.key.startswith("enum ")
        )

    @property
    def is_output(self) -> bool:
        """A pointer to an integer that is not const, through which a result comes back."""
        if not isinstance(self.ctype, Pointer) or isinstance(self.ctype.to, Qualified):
            return False
        return isinstance(self.ctype.to, Scalar)

    @property
    def is_register(self) -> bool:
        """Whether its name is that of a register: ``rcx``, ``r8``."""
        return bool(_REGISTER.match(self.name))


def arguments(function: Function, surface: Surface) -> tuple[Argument, ...]:
    """The parameters of a prototype.

    Raises:
        NotConstantError: a type that is not known.
    """
    return tuple(
        Argument(p.name, spell(p.type), plain(p.type, surface)) for p in function.parameters
    )


def swappable(found: Sequence[Argument]) -> list[tuple[str, str]]:
    """Pairs of parameters that can be swapped in a call, and no compiler says a word.

    Both are integers, which C converts into each other, or both have the same
    type. It does not say that a swap does harm, nor that one was ever made.
    """
    pairs = itertools.combinations(found, 2)
    return [(a.name, b.name) for a, b in pairs if a.ctype == b.ctype or _both_integers(a, b)]


def _both_integers(one: Argument, other: Argument) -> bool:
    return one.is_integer and other.is_integer


def untyped_addresses(found: Sequence[Argument], addresses: Container[str]) -> list[str]:
    """Parameters that mean an address and have an integer's type."""
    return [a.name for a in found if a.name in addresses and a.is_integer]


def false_addresses(
    found: Sequence[Argument], addresses: Container[str], types: Container[str]
) -> list[str]:
    """Parameters whose type says that they are an address, or lead to one, and that are not."""
    return [
        a.name for a in found
        if a.spelled.rstrip(" *") in types and (a.name not in addresses or a.is_output)
    ]  # fmt: skip


def is_in_order(
    found: Sequence[Argument], registers: Sequence[str], meaning: Mapping[str, str]
) -> bool:
    """Whether the arguments stand in the order of the registers that they go to.

    `registers` are meanings (``tdr``, ``gpa``) from the first register on; `meaning` gives
    that of parameters that are called otherwise.
    """
    said = [meaning.get(a.name, a.name) for a in found]
    places = [registers.index(name) for name in said if name in registers]
    return places == sorted(places)
