"""Members of another type, at the same place."""

from __future__ import annotations

from abi.ctype import Array, CType, Named
from abi.evaluate import NotConstantError
from abi.representation import Integer, Representation, qualifiers, representation
from abi.rules.fates import Event
from abi.rules.finding import Verdict, Verdicts
from abi.rules.pair import Pair, breaks, depends, safe, verdicts, worst
from abi.rules.readings import BIT_FIELD, QUALIFIED, SAME, Reading, reading
from abi.rules.record_pair import RecordPair


def classes(event: Event, record: RecordPair) -> tuple[Representation, Representation] | None:
    """What a member's bytes were and are; None where it has no type on one side."""
    if event.old is None or event.new is None:
        return None
    types = record.type_of(event.old, 0), record.type_of(event.new, 1)
    if types[0] is None or types[1] is None:
        return None
    old, new = record.surfaces
    return representation(types[0], old), representation(types[1], new)


def retyped(event: Event, record: RecordPair, pair: Pair) -> Verdicts:
    """Verdicts on a member of another type, at the same place and of the same size."""
    given = read_as(event, record).verdicts()
    if _is_alias(event, record, pair):
        return verdicts(
            given.old_program_new_kernel, given.new_program_old_kernel,
            safe("the old name stands for the new one"),
        )  # fmt: skip
    return given


def read_as(event: Event, record: RecordPair) -> Reading:
    """The row of the table of readings for a member's types."""
    found = classes(event, record)
    if found is None:
        return Reading("depends", "depends", "its type is not known")
    given = reading(*found, record.surfaces[1].target)
    if event.old and event.new and bool(event.old.bits) != bool(event.new.bits):
        given = given if given.source != "safe" else BIT_FIELD
    return QUALIFIED if given == SAME and _is_qualified_otherwise(event, record) else given


def _is_qualified_otherwise(event: Event, record: RecordPair) -> bool:
    spans = (event.old, event.new)
    types = [record.type_of(span, side) if span else None for side, span in enumerate(spans)]
    found = {qualifiers(t, s) for t, s in zip(types, record.surfaces, strict=True) if t}
    return len(found) > 1


def is_low_end_first(event: Event, record: RecordPair) -> bool:
    """Whether the low bytes of a number stay where they are when it gets wider or narrower: by
    the byte order that its typedef names, else by the target's."""
    for found in classes(event, record) or ():
        if isinstance(found, Integer) and found.order != "native":
            return found.order == "little"
    return record.surfaces[1].target.byte_order == "little"


def resized(
    event: Event, record: RecordPair, sizes: tuple[Verdict, Verdict], source: Verdict
) -> Verdicts:
    """Verdicts on a member of another size: those of the size, unless it is read as another
    thing besides, which is worse."""
    found = read_as(event, record)
    if found.binary != "breaks":
        return verdicts(*sizes, worst(source, found.verdicts().source))
    return found.verdicts()


def _is_alias(event: Event, record: RecordPair, pair: Pair) -> bool:
    """Whether a macro makes the old tag the new one."""
    spans = (event.old, event.new)
    types = (record.type_of(span, side) if span else None for side, span in enumerate(spans))
    before, after = map(_tag, types)
    macro = pair.new.declarations.macro(before) if before else None
    return macro is not None and macro.body == after


def _tag(ctype: CType | None) -> str:
    while isinstance(ctype, Array):
        ctype = ctype.of
    return ctype.key.partition(" ")[2] if isinstance(ctype, Named) else ""


def named_otherwise(old: CType, new: CType, pair: Pair) -> Verdicts:
    """Verdicts on a name for a type that is a name for another one now."""
    try:
        sizes = pair.old.size_of(old), pair.new.size_of(new)
    except NotConstantError as reason:
        unknown = depends(f"it cannot be compared: {reason}")
        return verdicts(unknown, unknown, unknown)
    before, after = representation(old, pair.old), representation(new, pair.new)
    found = reading(before, after, pair.new.target)
    if sizes[0] != sizes[1] and found.binary != "breaks":
        return verdicts(
            breaks(f"it has {sizes[0]} bytes of it, a new kernel {sizes[1]}"),
            breaks("the same, the other way round"),
            depends("what is declared with it has another size"),
        )
    is_constant = qualifiers(old, pair.old) != qualifiers(new, pair.new)
    return (QUALIFIED if found == SAME and is_constant else found).verdicts()
