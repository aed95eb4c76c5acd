"""Two headers with one include guard."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("include-guard-shared", on=ChangeKind.GUARD_SHARED)
def include_guard_shared(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header has the include guard of another one."""
    yield pair.finding(
        change,
        f"has the include guard of {change.new}, {change.old}",
        verdicts(
            safe("nothing of it is compiled in"),
            safe("nothing of it is compiled in"),
            _source(change, pair),
        ),
        also=[change.new],
    )


def _source(change: Change, pair: Pair) -> Verdict:
    """Programs that exist do not know a new header, unless another one brings it."""
    known = pair.headers[0]
    includers = (h for h in sorted(known) if h != change.subject)
    is_met = change.subject in known or any(_reaches(h, change, pair) for h in includers)
    lost = f"a program that includes {change.subject} and {change.new} gets only the first of them"
    return breaks(lost) if is_met else depends(lost)


def _reaches(header: str, change: Change, pair: Pair) -> bool:
    found = pair.new.headers.get(header)
    return found is not None and change.subject in found.includes
