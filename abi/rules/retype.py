"""Members of another type and the same size."""

from __future__ import annotations

from abi.ctype import Array, CType, Named, Scalar
from abi.difference import plain
from abi.evaluate import NotConstantError
from abi.rules.fates import Event
from abi.rules.finding import Verdict, Verdicts
from abi.rules.pair import Pair, depends, safe, verdicts
from abi.rules.reach import record_inside
from abi.rules.record_pair import RecordPair
from abi.surface import Surface


def retyped(event: Event, record: RecordPair, pair: Pair) -> Verdicts:
    """Verdicts on a member of another type, at the same place and of the same size."""
    types = tuple(
        record.type_of(span, side) if span else None
        for side, span in enumerate((event.old, event.new))
    )
    before, after = types
    binary = _bytes(before, after, record)
    return verdicts(binary, binary, _source(before, after, record, pair))


def _bytes(before: CType | None, after: CType | None, record: RecordPair) -> Verdict:
    old, new = record.surfaces
    inner = record_inside(before, old), record_inside(after, new)
    if inner[0] is None and inner[1] is None:
        return safe("the same size at the same place")
    if inner[0] == inner[1]:
        return safe("both records have the same members")
    return depends("safe if the bytes mean the same in both types")


def _source(before: CType | None, after: CType | None, record: RecordPair, pair: Pair) -> Verdict:
    names = [_key(t) for t, _ in zip((before, after), record.surfaces, strict=True)]
    if _is_alias(names[0], names[1], pair):
        return safe("the old name stands for the new one")
    kinds = [_kind(t, s) for t, s in zip((before, after), record.surfaces, strict=True)]
    if kinds[0] != kinds[1] or "pointer or record" in kinds:
        return depends("pointers and variables of the old type do not fit without a cast")
    return safe("values convert; formats of printf may not fit")


def _key(ctype: CType | None) -> str:
    while isinstance(ctype, Array):
        ctype = ctype.of
    return ctype.key if isinstance(ctype, Named) else ""


def _is_alias(before: str, after: str, pair: Pair) -> bool:
    """Whether a macro makes the old tag the new one."""
    macro = pair.new.declarations.macro(before.partition(" ")[2]) if before else None
    return macro is not None and macro.body == after.partition(" ")[2]


def _kind(ctype: CType | None, surface: Surface) -> str:
    """How a program may use a member: numbers of one size convert, in arrays as well."""
    try:
        found = plain(ctype, surface) if ctype is not None else None
        while isinstance(found, Array):
            found = found.of
        is_enum = isinstance(found, Named) and found.key.startswith("enum ")
        if found is None or not (is_enum or isinstance(found, Scalar)):
            return "pointer or record"
        return f"number of {surface.size_of(found)} bytes"
    except NotConstantError:
        return "pointer or record"
