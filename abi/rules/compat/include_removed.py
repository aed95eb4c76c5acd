"""A header does not include others any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.header_changes import declared_in, lost, same_header
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("include-removed", on=ChangeKind.INCLUDE_REMOVED)
def include_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header does not include others any more."""
    every = same_header(change, pair)
    yield pair.finding(
        change,
        f"does not include {', '.join(c.old for c in every)} any more",
        verdicts(safe("nothing changed"), safe("nothing changed"), _source(change.subject, pair)),
        covers=every,
    )


def _source(header: str, pair: Pair) -> Verdict:
    away = lost(header, pair)
    if not away:
        return safe("all that is still there is still reached")
    name = declared_in(away, pair.new)
    what = f" (as {name})" if name else ""
    return depends(f"breaks programs that count on it for {', '.join(sorted(away)[:3])}{what}")
