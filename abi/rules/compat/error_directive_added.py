"""A header says ``#error``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.rules.finding import Verdict
from abi.rules.met.names import own_names
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule("error-directive-added", on=ChangeKind.ERROR)
def error_directive_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header refuses to be compiled, which it did not."""
    yield pair.finding(
        change,
        f"says {change.new}",
        verdicts(
            safe("nothing of it is compiled in"),
            safe("nothing of it is compiled in"),
            _source(change, pair),
        ),
    )


def _source(change: Change, pair: Pair) -> Verdict:
    names = deciding(change, pair)
    if names:
        return depends(f"whether a program that includes it builds hangs on {', '.join(names)}")
    if change.subject not in pair.headers[0]:
        return depends("a program that includes it by itself does not build")
    return breaks("a program that includes it does not build; what stands behind is not read")


def deciding(change: Change, pair: Pair) -> list[str]:
    """The names by which programs decide whether they meet the directive."""
    header = pair.new.headers.get(change.subject)
    line = change.new_place.line if change.new_place else 0
    branches = Conditions(header).at(line) if header else ()
    return own_names(branches, pair.new, change.subject)
