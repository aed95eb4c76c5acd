"""Every member that came, went or changed stands in a finding by name, and what became of code
that names it is in the verdict: checked after every rule, as what no rule judges is.

A rule groups what belongs together, and covers changes that only follow. None of them may get
lost in it: a name that is gone does not build, whatever else the finding is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.declarations import Macro
from abi.design.spans import is_filler
from abi.representation import Enumeration, Integer, Representation
from abi.rules.fates import Fate
from abi.rules.finding import Finding, Verdict, Verdicts
from abi.rules.pair import Judged, Pair, breaks, depends, safe, worst
from abi.rules.reach import place_of, record_inside
from abi.rules.record_pair import RecordPair
from abi.rules.retype import classes, read_as

_OF_MEMBERS = (
    ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_REMOVED, ChangeKind.MEMBER_MOVED,
    ChangeKind.MEMBER_RETYPED, ChangeKind.MEMBER_RENAMED,
)  # fmt: skip


def accounted(judged: Judged, pair: Pair) -> Finding:
    """The finding with the names of all members that it covers, and no milder on a recompile
    than what became of them."""
    finding, covers = judged.finding, judged.covers
    members = [change for change in covers if change.kind in _OF_MEMBERS]
    if not members or finding.verdicts is None:
        return finding
    names = dict.fromkeys(name for change in members for name in _names(change))
    also = (*finding.also, *(n for n in names if n not in (finding.subject, *finding.also)))
    given = finding.verdicts
    read = [*_misread(members, pair)]
    verdicts = Verdicts(
        worst(given.old_program_new_kernel, *(v.old_program_new_kernel for v in read)),
        worst(given.new_program_old_kernel, *(v.new_program_old_kernel for v in read)),
        worst(given.source, *_sources(members, pair), *(v.source for v in read)),
    )
    return msgspec.structs.replace(finding, also=also, verdicts=verdicts)


def _misread(members: Iterable[Change], pair: Pair) -> Iterator[Verdicts]:
    """Of members whose bytes are another thing now, wherever they lie and whatever moved them."""
    for change in members:
        record = pair.record(change.own) if change.kind is ChangeKind.MEMBER_RETYPED else None
        event = record.event(change) if record else None
        if record is None or event is None or event.fate is Fate.REACHED:
            continue
        if event.old is not None and not record.fills(event.old, 0):
            given = read_as(event, record).verdicts()
            if given.old_program_new_kernel.value == "breaks":
                yield given
            elif event.fate not in _SIZED:
                yield Verdicts(safe(), safe(), given.source)


_SIZED = (Fate.ARRAY_GROWN, Fate.ARRAY_SHRUNK, Fate.FLEXIBLE, Fate.RESPELLED, Fate.REPLACING)
"""Of arrays of the same elements: how many there are is said elsewhere."""


def _names(change: Change) -> Iterator[str]:
    if not change.subject.endswith(")"):  # a bit-field without a name has none to be told
        yield change.subject
        if change.kind is ChangeKind.MEMBER_RENAMED and change.new:
            yield f"{change.own}.{change.new}"


def _sources(members: Iterable[Change], pair: Pair) -> Iterator[Verdict]:
    for change in members:
        record = pair.record(change.own)
        if record is None:
            continue
        if change.kind in (ChangeKind.MEMBER_REMOVED, ChangeKind.MEMBER_RENAMED):
            yield _of_gone(change, record, pair)
        elif change.kind is ChangeKind.MEMBER_RETYPED:
            yield _of_resized(change, record)


def _of_gone(change: Change, record: RecordPair, pair: Pair) -> Verdict:
    """Of a recompile of code that names a member which may not be there any more."""
    path = change.subject[len(record.key) + 1 :]
    name = path.rpartition(".")[2]
    if not name or name.endswith(")"):
        return safe()
    if place_of(path, record.new, pair.new) is not None:
        return _of_kept(path, record, pair)
    macro = pair.new.declarations.macro(name)
    if macro is not None and change.kind is ChangeKind.MEMBER_RENAMED and _leads(macro, change):
        return safe(f"#define {name} {macro.body}: code that uses the old name means the new one")
    if macro is not None:
        return depends(f"{name} is a macro now: code that names it builds where it stands for it")
    why = f"code that names {path} does not build"
    if change.kind is ChangeKind.MEMBER_RENAMED:
        why = "code that uses the old name does not build"
    span = next((span for span in record.spans[0] if span.path == path), None)
    is_filling = is_filler(name) if span is None else record.fills(span, 0)
    return depends(why) if is_filling else breaks(why)


def _of_kept(path: str, record: RecordPair, pair: Pair) -> Verdict:
    """Of code that names a member whose path is that of a record now, and was not."""
    sides = (record.old, pair.old), (record.new, pair.new)
    placed = [(place_of(path, layout, surface), surface) for layout, surface in sides]
    old, new = (place and record_inside(place[2], surface) for place, surface in placed)
    if placed[0][0] is not None and old is None and new is not None:
        return breaks(f"code that uses {path} does not build: it is a record now")
    return safe()


def _leads(macro: Macro, change: Change) -> bool:
    """Whether a macro is another name for a member: it, or the way to it."""
    words = macro.body.replace(" ", "")
    return macro.parameters is None and (change.new == words or change.new.endswith(f".{words}"))


def _of_resized(change: Change, record: RecordPair) -> Verdict:
    """Of a recompile of code that points to a number which has another size now."""
    event = record.event(change)
    if event is None or (event.old and event.old.bits) or (event.new and event.new.bits):
        return safe()
    if event.old is None or record.fills(event.old, 0) or is_filler(event.paths[1]):
        return safe()
    if "[" in event.types[0] and 0 < event.sizes[1] < event.sizes[0]:
        return depends(f"{event.paths[0]} has fewer elements: code that uses the last overruns it")
    sizes = [_size(found) for found in classes(event, record) or ()]
    if None in sizes or len(set(sizes)) < 2:
        return safe()
    why = f"pointers to {event.paths[0]} are of another type: C warns, C++ refuses"
    return depends(why)


def _size(found: Representation) -> int | None:
    """Bytes of a number; None of what is none."""
    return found.size if isinstance(found, Integer | Enumeration) else None
