"""A header says ``#warning``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.compat.error_directive_added import deciding
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("warning-directive-added", on=ChangeKind.WARNING)
def warning_directive_added(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header warns those who compile it, which it did not."""
    names = deciding(change, pair)
    hangs = f"where {', '.join(names)} so decides, " if names else ""
    yield pair.finding(
        change,
        f"says {change.new}",
        verdicts(
            safe("nothing of it is compiled in"),
            safe("nothing of it is compiled in"),
            depends(f"{hangs}a program is built with a warning, and with -Werror not at all"),
        ),
    )
