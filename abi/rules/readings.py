"""What it does to programs when the same bytes are read as another class of thing.

One table says it for every class against every class (`abi.representation`); it is the same in
both directions. Members, arrays' elements, typedefs and arguments of ioctls are judged by it, and
docs/retypes.md is made from it.
"""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec

from abi.representation import (
    Address,
    Boolean,
    CodeAddress,
    Elements,
    Enumeration,
    Floating,
    Integer,
    Members,
    Representation,
    Unknown,
)
from abi.rules.finding import Verdict, Verdicts, VerdictValue
from abi.target import Target


class Kind(StrEnum):
    """The classes as the table names them."""

    NUMBER = "integer"
    SWAPPED = "integer in the other byte order"
    """Other than the target's own: ``__be32`` on x86, ``__le32`` on s390x."""
    TRUTH = "_Bool"
    ENUM = "enum"
    REAL = "floating point"
    ADDRESS = "pointer to an object"
    CODE = "pointer to a function"
    ARRAY = "array"
    RECORD = "struct or union"
    UNKNOWN = "anything else"


class Reading(msgspec.Struct, frozen=True):
    """A row of the table: what it is for programs that exist, and for a recompile, and why."""

    binary: VerdictValue
    source: VerdictValue
    why: str
    """Of the binary verdict."""
    why_source: str = ""

    def verdicts(self) -> Verdicts:
        """The same for old programs and for new ones."""
        binary = Verdict(self.binary, self.why)
        return Verdicts(binary, binary, Verdict(self.source, self.why_source or self.why))


_CAST = "code that uses the old type does not build without a cast, or is warned of"
_OTHER = Reading("breaks", "depends", "the same bytes are another value in the other type")
SWAPPED = Reading(
    "depends", "depends",
    "an annotation only, or the bytes are swapped now: safe if they were in this order before",
    "safe if the code already converts",
)  # fmt: skip
_TRUTH = Reading(
    "depends", "depends", "safe if it is 0 or 1: _Bool has no other values",
    "a value is 0 or 1 once it was assigned",
)  # fmt: skip
_AS_ADDRESS = Reading(
    "depends", "breaks", "an address as before if the number was one", _CAST
)  # fmt: skip
_DATA = Reading("breaks", "breaks", "data is taken for an address, or an address for data", _CAST)
_PARTS = Reading(
    "depends", "depends", "safe if the bytes mean the same together as they do apart",
    "code that names parts of it, or all of it, does not build, or takes other bytes",
)  # fmt: skip
_INSIDE = Reading("depends", "breaks", "safe if the bytes mean the same in both types", _CAST)
_UNKNOWN = Reading("depends", "depends", "safe if the bytes mean the same in both types")
SAME = Reading("safe", "safe", "the same bytes, read alike")
_ENUM = Reading(
    "safe", "depends", "the same bytes, read as a number", "C converts; C++ refuses a plain number"
)
_ENUMS = Reading("depends", "depends", "safe if values mean the same in both enums")
_SAME_ENUM = Reading(
    "safe", "depends", "both enums have the same values", "C converts; C++ tells enums apart"
)
_POINTEES = Reading(
    "depends", "depends", "safe if the same lies behind the address",
    "pointers of the old type do not fit without a cast, or are warned of",
)  # fmt: skip
_CALLED = Reading("depends", "depends", "safe if the function is called with the same arguments")
_CALLED_OTHERWISE = "what the function is given, or gives, is read as another thing"
_TO_CODE = Reading("depends", "breaks", "safe if a function lies behind the address", _CAST)

TABLE: dict[frozenset[Kind], Reading] = {
    frozenset(kinds): reading
    for kinds, reading in (
        ((Kind.NUMBER,), SAME),
        ((Kind.NUMBER, Kind.SWAPPED), SWAPPED),
        ((Kind.NUMBER, Kind.TRUTH), _TRUTH),
        ((Kind.NUMBER, Kind.ENUM), _ENUM),
        ((Kind.NUMBER, Kind.REAL), _OTHER),
        ((Kind.NUMBER, Kind.ADDRESS), _AS_ADDRESS),
        ((Kind.NUMBER, Kind.CODE), _AS_ADDRESS),
        ((Kind.NUMBER, Kind.ARRAY), _PARTS),
        ((Kind.NUMBER, Kind.RECORD), _INSIDE),
        ((Kind.SWAPPED,), SAME),
        ((Kind.SWAPPED, Kind.TRUTH), _TRUTH),
        ((Kind.SWAPPED, Kind.ENUM), SWAPPED),
        ((Kind.SWAPPED, Kind.REAL), _OTHER),
        ((Kind.SWAPPED, Kind.ADDRESS), _DATA),
        ((Kind.SWAPPED, Kind.CODE), _DATA),
        ((Kind.SWAPPED, Kind.ARRAY), _PARTS),
        ((Kind.SWAPPED, Kind.RECORD), _INSIDE),
        ((Kind.TRUTH,), SAME),
        ((Kind.TRUTH, Kind.ENUM), _TRUTH),
        ((Kind.TRUTH, Kind.REAL), _OTHER),
        ((Kind.TRUTH, Kind.ADDRESS), _DATA),
        ((Kind.TRUTH, Kind.CODE), _DATA),
        ((Kind.TRUTH, Kind.ARRAY), _PARTS),
        ((Kind.TRUTH, Kind.RECORD), _INSIDE),
        ((Kind.ENUM,), _ENUMS),
        ((Kind.ENUM, Kind.REAL), _OTHER),
        ((Kind.ENUM, Kind.ADDRESS), _AS_ADDRESS),
        ((Kind.ENUM, Kind.CODE), _AS_ADDRESS),
        ((Kind.ENUM, Kind.ARRAY), _PARTS),
        ((Kind.ENUM, Kind.RECORD), _INSIDE),
        ((Kind.REAL,), _OTHER),
        ((Kind.REAL, Kind.ADDRESS), _DATA),
        ((Kind.REAL, Kind.CODE), _DATA),
        ((Kind.REAL, Kind.ARRAY), _OTHER),
        ((Kind.REAL, Kind.RECORD), _OTHER),
        ((Kind.ADDRESS,), _POINTEES),
        ((Kind.ADDRESS, Kind.CODE), _TO_CODE),
        ((Kind.ADDRESS, Kind.ARRAY), _DATA),
        ((Kind.ADDRESS, Kind.RECORD), _DATA),
        ((Kind.CODE,), _CALLED),
        ((Kind.CODE, Kind.ARRAY), _DATA),
        ((Kind.CODE, Kind.RECORD), _DATA),
        ((Kind.ARRAY,), _PARTS),
        ((Kind.ARRAY, Kind.RECORD), _PARTS),
        ((Kind.RECORD,), _UNKNOWN),
        *(((Kind.UNKNOWN, kind), _UNKNOWN) for kind in Kind),
    )
}
"""Every pair of classes, in any order; what two of one class do is refined by `reading`."""

QUALIFIED = Reading(
    "safe", "depends", "the same bytes, read alike",
    "const or volatile is there on one side only: C warns, C++ refuses",
)  # fmt: skip
BIT_FIELD = Reading(
    "safe", "depends", "the same bits, read alike", "code that takes its address does not build"
)
BYTES_SWAPPED = Reading("breaks", "breaks", "the bytes are in the opposite order")
SIGN = Reading(
    "safe", "depends", "the same bytes; values that both types have mean the same",
    "comparisons and printing of values beyond the common range",
)  # fmt: skip
_SHAPE = Reading(
    "breaks", "depends", "elements of its rows lie elsewhere", "indices mean other elements"
)
_STRIDE = Reading(
    "breaks", "depends", "elements behind the first lie elsewhere",
    "pointers to elements are of another type: C warns, C++ refuses",
)  # fmt: skip
_FLAT = Reading(
    "safe", "depends", "the same elements in the same order", "it is indexed in another way"
)
_ALIKE = Reading("safe", "depends", "both records have the same members", _CAST)
_MOVED = Reading("breaks", "breaks", "members of one name lie elsewhere, or are read otherwise")


def kind_of(found: Representation, target: Target) -> Kind:
    """The row of the table that a class belongs to, on a target."""
    match found:
        case Integer(_, _, order) if order not in ("native", "checksum", target.byte_order):
            return Kind.SWAPPED
        case Integer():
            return Kind.NUMBER
        case Floating():
            return Kind.REAL
        case Boolean():
            return Kind.TRUTH
        case Enumeration():
            return Kind.ENUM
        case Address():
            return Kind.ADDRESS
        case CodeAddress():
            return Kind.CODE
        case Elements():
            return Kind.ARRAY
        case Members():
            return Kind.RECORD
        case Unknown():
            return Kind.UNKNOWN


def reading(old: Representation, new: Representation, target: Target) -> Reading:
    """What it is to programs that the bytes of one class are read as another.

    Sizes are not looked at: that a member is wider or narrower has findings of its own.
    """
    if old == new:
        return SAME
    match old, new:
        case Integer(), Integer():
            return _of_integers(old, new, target)
        case Address(behind=before), Address(behind=after) if before and after:
            found = reading(before, after, target)
            is_same = old.to == new.to  # but for the byte order
            return found if is_same or found.binary == "breaks" else _POINTEES
        case CodeAddress(), CodeAddress():
            return _of_functions(old, new, target)
        case Elements(), Elements():
            return _of_arrays(old, new, target)
        case Elements(of, shape), _ if _is_one(shape) and not _is_address(new):
            return _unwrapped(reading(of, new, target))
        case _, Elements(of, shape) if _is_one(shape) and not _is_address(old):
            return _unwrapped(reading(old, of, target))
        case Enumeration(values=before), Enumeration(values=after) if set(before) <= set(after):
            return _SAME_ENUM
        case Members(), Members():
            return _of_records(old, new, target)
    return TABLE[frozenset((kind_of(old, target), kind_of(new, target)))]


def _of_integers(old: Integer, new: Integer, target: Target) -> Reading:
    if {old.order, new.order} == {"big", "little"}:
        return BYTES_SWAPPED
    if "checksum" in (old.order, new.order):
        return SWAPPED if "little" in (old.order, new.order) else SAME
    kinds = frozenset((kind_of(old, target), kind_of(new, target)))
    return SIGN if old.signed != new.signed and len(kinds) == 1 else TABLE[kinds]


def _of_functions(old: CodeAddress, new: CodeAddress, target: Target) -> Reading:
    """What it is that a function is called through a pointer to one of another type."""
    if len(old.takes) != len(new.takes) or old.is_variadic != new.is_variadic:
        return _CALLED
    pairs = [(old.returns, new.returns), *zip(old.takes, new.takes, strict=True)]
    found = [reading(a, b, target) for a, b in pairs]
    broken = next((one for one in found if one.binary == "breaks"), None)
    if broken is not None:
        return Reading(
            "breaks", broken.source, f"{_CALLED_OTHERWISE}: {broken.why}", broken.why_source
        )
    if SWAPPED in found:
        return SWAPPED
    is_same = all(
        one == SAME and _width(a) == _width(b) for one, (a, b) in zip(found, pairs, strict=True)
    )
    return SAME if is_same else _CALLED


def _is_address(found: Representation) -> bool:
    return isinstance(found, Address | CodeAddress)


def _is_one(shape: tuple[int, ...]) -> bool:
    return math.prod(shape) == 1


def _unwrapped(found: Reading) -> Reading:
    """An array of one element, and what is no array: it is named in another way."""
    if found.source != "safe":
        return found
    return msgspec.structs.replace(found, source="depends", why_source=_FLAT.why_source)


def _of_arrays(old: Elements, new: Elements, target: Target) -> Reading:
    if old.of == new.of:
        is_flat = len(old.shape) == 1 or len(new.shape) == 1
        return _FLAT if is_flat or old.shape[1:] == new.shape[1:] else _SHAPE
    found = reading(old.of, new.of, target)
    widths = _width(old.of), _width(new.of)
    is_alike = widths[0] == widths[1] or 0 in widths  # addresses and records have none
    if found.binary == "breaks" or (old.shape == new.shape and is_alike):
        return found
    return _STRIDE if old.shape == new.shape and min(widths) > 1 else _PARTS


def _width(found: Representation) -> int:
    """Bytes of a number; 0 of what is none."""
    return found.size if isinstance(found, Integer | Enumeration | Boolean | Floating) else 0


def _of_records(old: Members, new: Members, target: Target) -> Reading:
    if old.members == new.members and old.kind == new.kind:
        return _ALIKE
    places = {path: (place, width) for path, place, width, _ in old.members}
    classes = {path: own for path, _, _, own in old.members}
    for path, place, width, found in new.members:
        if path not in places:
            continue
        is_elsewhere = places[path] != (place, width)
        if is_elsewhere or reading(classes[path], found, target).binary == "breaks":
            return _MOVED
    return TABLE[frozenset((Kind.RECORD,))]


def are_read_alike(old: Representation, new: Representation, target: Target) -> bool:
    """Whether the same bytes mean the same in two classes, but for what lies behind addresses, and
    whatever enums are called."""
    match old, new:
        case Members(), Members():
            pairs = zip(old.members, new.members, strict=False)
            return len(old.members) == len(new.members) and all(
                are_read_alike(a[-1], b[-1], target) for a, b in pairs
            )
        case Elements(), Elements():
            return old.shape == new.shape and are_read_alike(old.of, new.of, target)
        case Address() | Enumeration(), Address() | Enumeration():
            return type(old) is type(new) and reading(old, new, target).binary != "breaks"
    return reading(old, new, target).binary == "safe"


REFINED: tuple[tuple[str, Reading], ...] = (
    ("two integers of other signedness", SIGN),
    ("two integers, one big-endian and one little-endian by name", BYTES_SWAPPED),
    ("the same type, `const` or `volatile` on one side", QUALIFIED),
    ("two enums, the new one with all values of the old one", _SAME_ENUM),
    ("two arrays of the same elements, rows of another length", _SHAPE),
    ("two arrays of the same elements, one of them without rows", _FLAT),
    ("two arrays of as many numbers, wider ones in one; none are bytes", _STRIDE),
    ("an array of one element, and the element itself", _unwrapped(SAME)),
    ("a checksum (`__sum16`, `__wsum`), and the same bytes in network order or in none", SAME),
    (
        "pointers to functions, a parameter or the result read as another thing",
        Reading("breaks", "depends", _CALLED_OTHERWISE, "as of what is passed"),
    ),
    ("two records with the same members", _ALIKE),
    ("two records, a name at another place or read as another thing", _MOVED),
)
"""What is known better of two types of one class, in words for the page made of the table."""
