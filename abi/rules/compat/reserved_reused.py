"""Reserved bytes got a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.design.spans import Span
from abi.difference import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.gates import gate_of, is_only_read
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.record_pair import Bytes, RecordPair
from abi.rules.rule import rule

_ZERO = re.compile(
    r"\b(?:must|should|shall|has to|have to|to) be (?:set to )?(?:zero|0)\b|\bMBZ\b", re.I
)


@rule("reserved-reused", on=(ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_RENAMED))
def reserved_reused(change: Change, pair: Pair) -> Iterator[Judged]:
    """Bytes that were reserved hold a member now; decided by bytes, not by names."""
    record = pair.record(change.own)
    row = record and record.row(change)
    span = row.spans[1] if row else None
    if record is None or span is None or span.is_filler or record.was(span) is not Bytes.FILLER:
        return
    taken = record.fillers_before(span)
    names = ", ".join(filler.name for filler in taken)
    yield pair.finding(
        change,
        f"takes bytes {span.offset}..{span.end - 1} of {names}",
        verdicts(
            _old_program(change, taken, pair),
            _new_program(change, taken, pair),
            _source(record, taken),
        ),
        subject=f"{record.key}.{span.path}",
        covers=record.filler_changes(),
        picture=True,
    )


def _old_program(change: Change, taken: tuple[Span, ...], pair: Pair) -> Verdict:
    gate = gate_of(change, pair)
    if gate:
        return safe(f"it does not set {gate}")
    if is_only_read(change.own, pair):
        return safe("it does not look at these bytes")
    if _is_zero(change, pair):
        return safe(f"{taken[0].name} had to be zero")
    return depends(f"safe if programs had to set {taken[0].name} to zero; the header does not say")


def _new_program(change: Change, taken: tuple[Span, ...], pair: Pair) -> Verdict:
    gate = gate_of(change, pair)
    if gate:
        return safe(f"an old kernel refuses or ignores {gate}, and programs can tell")
    if is_only_read(change.own, pair):
        return depends("an old kernel leaves 0 there: 0 must mean that it does not say")
    if _is_zero(change, pair):
        return depends(f"safe if an old kernel refused a {taken[0].name} that is not zero")
    return depends(f"an old kernel that did not check {taken[0].name} ignores it silently")


def _source(record: RecordPair, taken: tuple[Span, ...]) -> Verdict:
    left = {span.path for span in record.spans[1]}
    gone = [filler.path for filler in taken if filler.path not in left]
    return depends(f"code that names {gone[0]} does not build") if gone else safe()


def _is_zero(change: Change, pair: Pair) -> bool:
    return bool(_ZERO.search(pair.comment_near(change.old_place or change.new_place, old=True)))
