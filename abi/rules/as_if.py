"""A source as other targets lay it out than the one that it was read for."""

from __future__ import annotations

import msgspec

from abi.ctype import Scalar
from abi.declarations import Declaration, Typedef
from abi.surface import Declarations, Surface
from abi.target import TARGETS, ScalarLayout, Target

_WIDE = ("long long", "unsigned long long", "double")
"""64-bit types whose alignment differs between targets."""
_SIGNS = {"u64": "unsigned ", "uint64": "unsigned ", "s64": "", "int64": ""}


class _Fixed(Surface):
    """What is a ``long`` for the target that was read (``uint64_t``) keeps its 64 bits."""

    def __init__(self, declarations: Declarations, target: Target) -> None:
        super().__init__(declarations, target)
        self._fixed: dict[str, Declaration | None] = {}

    def declaration(self, key: str) -> Declaration | None:
        if key not in self._fixed:
            self._fixed[key] = self._fix(key)
        return self._fixed[key]

    def _fix(self, key: str) -> Declaration | None:
        found = super().declaration(key)
        sign = _SIGNS.get(key.removeprefix("typedef ").strip("_").removesuffix("_t"))
        if sign is None or not isinstance(found, Typedef) or not isinstance(found.type, Scalar):
            return found
        return msgspec.structs.replace(found, type=Scalar(f"{sign}long long"))


def narrow(surface: Surface) -> Surface | None:
    """As a 32-bit program of this target's kernel lays it out; None where there are none."""
    own = surface.target.name
    partner = next((t for t in TARGETS.values() if t.compat_of == own), None)
    return _Fixed(surface.declarations, partner) if partner else None


def aligned(surface: Surface, to: int) -> Surface:
    """As if 64-bit types were aligned to so many bytes; pointers and long stay as they are."""
    own = surface.target
    if all(own.scalars[name].member == to for name in _WIDE):
        return surface
    scalars = {**own.scalars, **{name: ScalarLayout(8, 8, to) for name in _WIDE}}
    target = msgspec.structs.replace(own, scalars=scalars)
    return _Fixed(surface.declarations, target)
