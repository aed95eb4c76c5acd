"""Records without a byte of padding: there, no member moves where types are aligned to less.

So all targets on which the members have the same sizes lay such a record out alike, and it need
not be laid out again for each to see that.
"""

from __future__ import annotations

from collections.abc import Sequence

from abi.ctype import Array, CType, InlineRecord, Named, Pointer, Scalar, unqualified
from abi.declarations import Typedef
from abi.expression import Literal
from abi.layout import Layout, Placed
from abi.rules.member_types import INTEGERS
from abi.surface import Surface

_NUMBERS = INTEGERS | {"_Bool", "float", "double"}


class Solid:
    """Of one surface. Bit-fields, and what is rare, count as if there were padding."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._known: dict[str, bool] = {}

    def is_solid(self, layout: Layout) -> bool:
        """Whether its members, and those of all records in it, fill it."""
        return self._is_filled(layout.members, layout.kind == "union", 0, layout.size)

    def _is_filled(self, members: Sequence[Placed], is_union: bool, start: int, end: int) -> bool:
        last = largest = start
        for member in members:
            if member.bit_width is not None or member.offset != last or not self._is_alike(member):
                return False
            largest = max(largest, member.offset + member.size)
            last = start if is_union else largest
        return largest == end

    def _is_alike(self, member: Placed) -> bool:
        ctype = unqualified(member.type)
        if isinstance(ctype, InlineRecord):
            is_union, end = ctype.record.kind == "union", member.offset + member.size
            return self._is_filled(member.members, is_union, member.offset, end)
        return self._is_solid_type(ctype)

    def _is_solid_type(self, ctype: CType) -> bool:
        match unqualified(ctype):
            case Named(key):
                if key not in self._known:
                    self._known[key] = self._is_solid_name(key)
                return self._known[key]
            case Array(of, count):  # a bound may be made of sizeof(long)
                return (count is None or isinstance(count, Literal)) and self._is_solid_type(of)
            case Scalar(name):
                return name in _NUMBERS
            case Pointer():
                return True
            case _:
                return False

    def _is_solid_name(self, key: str) -> bool:
        if key.startswith("typedef "):
            declaration = self._surface.declaration(key)
            return isinstance(declaration, Typedef) and self._is_solid_type(declaration.type)
        layout = self._surface.layout(key) if key.startswith(("struct ", "union ")) else None
        return isinstance(layout, Layout) and self.is_solid(layout)
