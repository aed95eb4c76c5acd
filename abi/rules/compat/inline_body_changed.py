"""An inline function does something else."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, depends, verdicts
from abi.rules.rule import rule


@rule("inline-body-changed", on=ChangeKind.BODY)
def inline_body_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """The body of a function that a header defines is another one."""
    made = "safe if the kernel makes the same of what the {} body gives it, or makes of its data"
    yield pair.finding(
        change,
        "has another body, which is compiled into programs",
        verdicts(
            depends(made.format("old")),
            depends(made.format("new")),
            depends("it builds if the calls do; what the new body does decides"),
        ),
    )
