"""Members that lie elsewhere: what a finding about them says and covers."""

from __future__ import annotations

from abi.change import Change
from abi.rules.fates import FOLLOW_MOVES, Fate
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.record_pair import RecordPair


def moved(change: Change, record: RecordPair, pair: Pair) -> Judged:
    """One finding for all members of a record that moved, and for what moved them."""
    events = record.of(Fate.MOVED, Fate.BITS_MOVED, Fate.FLEXIBLE_MOVED, *FOLLOW_MOVES)
    covers = [*record.covered(events), *record.size_changes()]
    return pair.finding(
        change,
        f"moved from {change.old} to {change.new}{_undetected(change, pair)}",
        verdicts(
            breaks("a new kernel reads and writes other bytes than the program means"),
            breaks("an old kernel reads and writes other bytes than the program means"),
            source_of(record),
        ),
        also=[name for name in _named(record, covers) if name != change.subject],
        covers=covers,
        picture=True,
    )


def _named(record: RecordPair, covers: list[Change]) -> list[str]:
    return list(dict.fromkeys(c.subject for c in covers if c.subject != record.key))


def source_of(record: RecordPair) -> Verdict:
    """Whether code still builds where members moved."""
    gone = record.of(Fate.REMOVED, Fate.CUT, Fate.RETIRED)
    if gone:
        return breaks(f"code that names {gone[0].paths[0]} does not build")
    return safe("names and types are the same; positional initialisers may not be")


def _undetected(change: Change, pair: Pair) -> str:
    """Whether the number of an ioctl shows the change; that it does not is worth a word."""
    ioctls = pair.ioctls(change.own)
    carried = pair.carried_ioctls(pair.by_own[change.own])
    silent = [i.name for i in ioctls if i.name not in carried and i.name not in pair.by_own]
    return f"; the number of {silent[0]} is the same, so that nothing detects it" if silent else ""
