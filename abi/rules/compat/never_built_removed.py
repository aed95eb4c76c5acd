"""What never built is gone."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.never_built import missing, no_c, source_of
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule(
    "never-built-removed",
    on=ChangeKind.REMOVED,
    instead_of=("function-macro-removed", "prototype-removed", "name-removed"),
)
def never_built_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro or a function is gone that names what no header declares, or is no C."""
    never = no_c(change.subject, pair.old)
    word = missing(change.subject, pair.old)
    if never:
        yield pair.finding(
            change,
            f"removed; its text is no C: {never}",
            verdicts(
                safe("nothing of it is compiled in"),
                safe("it does not use it"),
                safe(f"it never built: no compiler takes {never}"),
            ),
        )
    elif word:
        yield pair.finding(
            change,
            f"removed; it used {word}, which no header declares",
            verdicts(
                safe("nothing of it is compiled in"),
                safe("it does not use it"),
                source_of(word),
            ),
        )
