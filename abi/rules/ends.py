"""Records that became longer or shorter at their end."""

from __future__ import annotations

from abi.change import Change
from abi.rules.elements import element_of
from abi.rules.fates import Fate
from abi.rules.finding import Verdict
from abi.rules.growth import growth, size_told
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.record_pair import RecordPair
from abi.subject_name import parted


def grown(change: Change, record: RecordPair, pair: Pair) -> Judged:
    """The finding about a record that is longer; nothing that was there moved."""
    events = [*record.of(Fate.GROWN), *record.at_end]
    covered = [*record.covered(events), *record.size_changes()]
    old, new = growth(change, record, pair)
    named = record.names(events)
    names = ", ".join(parted(name)[1] for name in named[:4]) or "padding"
    return pair.finding(
        change,
        f"grew from {record.old.size} to {record.new.size} bytes at its end, by {names}",
        verdicts(old, new, safe("sizeof is larger, members are where they were")),
        also=named,
        covers=covered,
        picture=True,
    )


def shrunk(change: Change, record: RecordPair, pair: Pair) -> Judged:
    """The finding about a record that is shorter; what is left is where it was."""
    cut = record.of(Fate.CUT)
    events = [*cut, *record.at_end]
    covered = [*record.covered(events), *record.size_changes()]
    names = ", ".join(e.paths[0] for e in cut[:4])
    without = f", without {names}" if cut else ""
    source = safe("no member is gone")
    if cut:
        source = breaks(f"code that names {cut[0].paths[0]} does not build")
    return pair.finding(
        change,
        f"shrank from {record.old.size} to {record.new.size} bytes{without}",
        verdicts(*_shorter(change, record, pair), source),
        also=record.names(events),
        covers=covered,
        picture=True,
    )  # fmt: skip


def _shorter(change: Change, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict]:
    """An old program's record is longer than a new kernel's, a new program's is shorter than an
    old kernel's."""
    told = size_told(change, pair)
    if told:
        lost = f"{told}; what was said in the bytes that are gone is lost"
        return depends(lost), depends(told)
    listed = element_of(record.key, pair)
    if listed:
        why = f"{listed}: the kernel goes from one to the next by its own size"
        return breaks(why), breaks(why)
    return (
        depends("safe if the program can do without the bytes that are gone"),
        depends("safe unless an old kernel reads or writes past the end of the program's record"),
    )
