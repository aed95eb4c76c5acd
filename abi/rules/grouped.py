"""Members of one record that share a fate and its consequences are one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from abi.change import Change
from abi.rules.fates import Event, Fate
from abi.rules.finding import Verdicts
from abi.rules.pair import Judged, Pair
from abi.rules.record_pair import RecordPair

Say = Callable[[Event, RecordPair], tuple[str, Verdicts]]
"""What is to be said of one member: a message and the verdicts."""


def grouped(
    change: Change, pair: Pair, fates: tuple[Fate, ...], say: Say,
    *, picture: bool = False, sizes: bool = False,
) -> Iterator[Judged]:  # fmt: skip
    """One finding for all members of a record with these fates and the same verdicts.

    With `sizes` it stands for the record's own change of size, too.
    """
    found = pair.event(change, *fates)
    if found is None:
        return
    record, event = found
    message, verdicts = say(event, record)
    alike = [e for e in record.of(*fates) if e == event or say(e, record)[1] == verdicts]
    others = [e for e in alike if e != event]
    more = f"; {len(others)} more likewise" if others else ""
    yield pair.finding(
        change,
        message + more,
        verdicts,
        subject=subject(event, record),
        also=[subject(e, record) for e in others],
        covers=[*record.covered(alike), *(_of_size(record) if sizes else ())],
        picture=picture,
    )


def _of_size(record: RecordPair) -> list[Change]:
    """The record's own change of size, and those of the members that made it longer or shorter."""
    return [*record.size_changes(), *(c for event in record.at_end for c in event.changes)]


def subject(event: Event, record: RecordPair) -> str:
    """A member as findings call it: a new one by its new path."""
    if event.fate in (Fate.REUSED, Fate.CARVED) and event.new is not None:
        return f"{record.key}.{event.new.path}"
    return event.changes[0].subject


def where(event: Event) -> str:
    """The bytes or bits of a member: ``bytes 4..7``."""
    span = event.new or event.old
    if span is None:
        return ""
    if span.bits:
        first, last = span.bits[0], span.bits[0] + span.bits[1] - 1
        return f"bit {first}" if first == last else f"bits {first}..{last}"
    return f"byte {span.offset}" if span.size == 1 else f"bytes {span.offset}..{span.end - 1}"
