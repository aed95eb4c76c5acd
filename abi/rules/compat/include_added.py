"""A header includes others that it did not."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.header_changes import clashes, got, same_header
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("include-added", on=ChangeKind.INCLUDE_ADDED)
def include_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header includes others that it did not, and brings their names into programs."""
    every = same_header(change, pair)
    yield pair.finding(
        change,
        f"includes {', '.join(c.new for c in every)}",
        verdicts(safe("nothing changed"), safe("nothing changed"), _source(change.subject, pair)),
        covers=every,
    )


def _source(header: str, pair: Pair) -> Verdict:
    met = clashes(got(header, pair), pair.new)
    if met:
        return depends(f"breaks programs that get {met[0]} from the C library, too")
    return safe("copies of this one header need the others, too")
