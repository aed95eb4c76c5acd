"""Names moved to another header."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.header_changes import is_reached_by_others
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.removals import first
from abi.rules.rule import rule
from abi.rules.wording import names_in_words


@rule("moved-header", on=ChangeKind.MOVED_HEADER)
def moved_header(change: Change, pair: Pair) -> Iterator[Judged]:
    """Names stand in another header than before; all that moved the same way are one finding."""
    every = pair.left(ChangeKind.MOVED_HEADER, change.new_place.header if change.new_place else "")
    moved = [c for c in every if (c.old, c.new) == (change.old, change.new)] or [change]
    head = first(moved)
    names = [c.subject for c in moved if c != head]
    yield pair.finding(
        head,
        names_in_words([head.subject, *names], f"moved from {change.old} to {change.new}"),
        verdicts(safe("nothing changed"), safe("nothing changed"), _source(change, pair)),
        also=names,
        covers=moved,
    )


def _source(change: Change, pair: Pair) -> Verdict:
    old, new = change.old, change.new
    if pair.still_reaches(old, new):
        return safe(f"{old} includes {new}")
    if old.startswith("asm/") and pair.still_reaches(new, old):
        return safe(f"programs include {new}, which includes {old}")
    if old.startswith("asm-generic/") and is_reached_by_others(old, new, pair):
        return safe(f"the headers of asm/ that included {old} include {new}")
    return breaks(f"{old} does not include {new}")
