"""Names that a program meets twice and cannot have twice (C11 6.7p3, 6.7.2.3p1, 6.2.3).

Every header of a tree is read by itself by some program, but all of them are read here in one go.
So two declarations clash where one header has both, or reaches both by what it includes. One that
is read again, as its header has no include guard, is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from abi.declarations import Declaration, Prototype, Redeclared, Typedef, Variable
from abi.diagnostic import Location
from headers.compatible import may_be_one
from headers.names import declared_at, enumerator_at
from headers.split import Piece, Unit

_TAGS = ("struct", "union", "enum")
Get = Callable[[Piece | None, str], Declaration | None]
"""What a piece, or any, declares under a key."""
Reaches = Callable[[str, str], bool]
"""Whether a program that includes one header gets another one with it."""


class _Declarator:
    """A name as a piece declares it: `key` is that of the tag, the typedef, …, or of the enum."""

    def __init__(self, piece: Piece, name: str, key: str, *, is_enumerator: bool) -> None:
        self.piece = piece
        self.name = name
        self.key = key
        self.kind = "enumerator" if is_enumerator else key.partition(" ")[0]

    @property
    def shown(self) -> str:
        return self.name if self.kind == "enumerator" else self.key

    @property
    def place(self) -> Location:
        code = self.piece.code
        is_enumerator = self.kind == "enumerator"
        find = enumerator_at(self.key, self.name, code) if is_enumerator else None
        at = declared_at(self.key, code) if find is None else find
        return Location(self.piece.header, self.piece.line + code.count("\n", 0, max(at, 0)))


def redeclared(
    unit: Unit, is_own: Callable[[str], bool], get: Get, reaches: Reaches
) -> Iterator[Redeclared]:
    """Every name that is declared again as something else, or defined again, at its second
    declaration. `is_own` says of which headers; `get` parses only what may be meant."""
    for own in _repeated(unit, is_own).values():
        for number, later in enumerate(own):
            earlier = next(
                (one for one in own[:number] if _clash(one, later, unit, get, reaches)), None
            )
            if earlier is not None:
                yield Redeclared(later.shown, earlier.place, later.place)


def _repeated(unit: Unit, is_own: Callable[[str], bool]) -> Mapping[str, list[_Declarator]]:
    """The names that stand more than once in a name space, in order; tags have their own."""
    found: dict[str, list[_Declarator]] = {}
    several = _counted(unit)
    for piece in unit.pieces:
        for key in piece.keys:
            kind, _, name = key.partition(" ")
            if several[name] > 1 and name[0] != "#" and is_own(piece.header):
                space = f"tag {name}" if kind in _TAGS else name
                one = _Declarator(piece, name, key, is_enumerator=False)
                found.setdefault(space, []).append(one)
        for name, key in piece.enumerators:
            if several[name] > 1 and is_own(piece.header):
                one = _Declarator(piece, name, key, is_enumerator=True)
                found.setdefault(name, []).append(one)
    return {space: own for space, own in found.items() if len(own) > 1}


def _counted(unit: Unit) -> Counter[str]:
    """How often each name is declared, in any name space."""
    names = Counter(key.partition(" ")[2] for piece in unit.pieces for key in piece.keys)
    names.update(name for piece in unit.pieces for name, _ in piece.enumerators)
    return names


def _clash(one: _Declarator, other: _Declarator, unit: Unit, get: Get, reaches: Reaches) -> bool:
    """Whether some program meets both, and no compiler takes both."""
    return _clash_by_themselves(one, other, get) and _are_met(one.piece, other.piece, unit, reaches)


def _are_met(one: Piece, other: Piece, unit: Unit, reaches: Reaches) -> bool:
    if one.header != other.header:
        return reaches(one.header, other.header) or reaches(other.header, one.header)
    return one is other or _is_one_reading(one, other, unit)


def _is_one_reading(one: Piece, other: Piece, unit: Unit) -> bool:
    """Whether a header was not left and begun again between two of its pieces."""
    if one.line == other.line and one.code == other.code:
        return False
    own = [piece for piece in unit.pieces if piece.header == one.header]
    first, last = (next(n for n, p in enumerate(own) if p is found) for found in (one, other))
    lines = [piece.line for piece in own[first : last + 1]]
    return lines == sorted(lines)


def _clash_by_themselves(one: _Declarator, other: _Declarator, get: Get) -> bool:
    kinds = {one.kind, other.kind}
    if len(kinds) > 1 or kinds == {"enumerator"}:
        return True
    if one.kind in _TAGS:
        return "{" in one.piece.code and "{" in other.piece.code
    match get(one.piece, one.key), get(other.piece, other.key):
        case (Typedef(a), Typedef(b)) | (Prototype(a), Prototype(b)) | (Variable(a), Variable(b)):
            return not may_be_one(a, b, lambda key: get(None, key))
    return False
