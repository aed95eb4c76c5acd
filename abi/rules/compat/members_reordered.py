"""Members changed places."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.fates import FOLLOW_MOVES, Fate
from abi.rules.pair import Judged, Pair, breaks, depends, verdicts
from abi.rules.record_pair import RecordPair
from abi.rules.rule import rule
from abi.subject_name import parted


@rule("members-reordered", on=ChangeKind.MEMBER_MOVED, instead_of=("member-moved",))
def members_reordered(change: Change, pair: Pair) -> Iterator[Judged]:
    """Members of a record changed places with each other; none is gone, none is new."""
    found = pair.event(change, Fate.MOVED)
    if found is None or not _is_reordered(found[0]):
        return
    record = found[0]
    events = record.of(Fate.MOVED, Fate.BITS_MOVED)
    others = [name for name in record.names(events) if name != change.subject]
    yield pair.finding(
        change,
        f"changed places with {', '.join(parted(name)[1] for name in others)}",
        verdicts(
            breaks("a new kernel takes one member for the other"),
            breaks("an old kernel takes one member for the other"),
            depends("positional initialisers build and mean something else"),
        ),
        also=others,
        covers=[*record.covered(events), *record.size_changes()],
        picture=True,
    )


def _is_reordered(record: RecordPair) -> bool:
    pairs = [row.spans for row in record.moved]
    before = {(a.offset, a.size) for a, _ in pairs if a}
    after = {(b.offset, b.size) for _, b in pairs if b}
    is_all = not record.is_resized and not record.of(*FOLLOW_MOVES)
    return is_all and len(pairs) > 1 and before == after
