"""A macro's text is another one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.macro_texts import is_extended, is_respelled, undeclared, widened_mask
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import made_of_now
from abi.rules.rule import rule


@rule("function-macro-changed", on=ChangeKind.TEXT, instead_of=("constant-lost-value",))
def function_macro_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro that has no value of its own expands to something else."""
    unknown = undeclared(change, pair)
    lost = made_of_now(change, pair) if unknown else []
    yield pair.finding(
        change,
        f"uses {unknown}, which no header declares" if unknown else "expands to something else",
        verdicts(
            _old_program(change),
            safe("its text is compiled in"),
            breaks(f"code that uses it does not build, unless it declares {unknown} itself")
            if unknown
            else _source(change),
        ),
        also=[c.subject for c in lost],
        covers=lost,
    )


def _old_program(change: Change) -> Verdict:
    mask = widened_mask(change)
    if mask is not None:
        return depends(f"safe unless a new kernel gives it more than {mask[0]:#x} holds")
    return safe("its text is compiled in")


def _source(change: Change) -> Verdict:
    if is_respelled(change):
        return safe("the same in other words")
    if is_extended(change):
        return safe("the old text is still in it, in the same order")
    return depends("what it expands to decides")
