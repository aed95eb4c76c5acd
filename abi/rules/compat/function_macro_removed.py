"""A macro with parameters is gone."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import family, first, header_of, removed
from abi.rules.rule import rule


@rule("function-macro-removed", on=ChangeKind.REMOVED, instead_of=("name-removed",))
def function_macro_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """The headers do not have a macro with parameters any more."""
    if not _has_parameters(change, pair):
        return
    left = [c for c in removed(pair, header_of(change)) if _has_parameters(c, pair)]
    gone = family(change, left)
    head = first(gone)
    yield pair.finding(
        head,
        "removed",
        verdicts(
            _old_program(gone, pair),
            safe("it does not use it"),
            breaks("code that uses it does not build"),
        ),
        also=[c.subject for c in gone if c != head],
        covers=gone,
    )


def _old_program(gone: list[Change], pair: Pair) -> Verdict:
    if any(pair.old_ioctl(c.subject) is not None for c in gone):
        return depends("the number is compiled in; works as long as the kernel knows it")
    return safe("its text is compiled in")


def _has_parameters(change: Change, pair: Pair) -> bool:
    macro = pair.old.declarations.macro(change.subject) if " " not in change.subject else None
    return macro is not None and macro.parameters is not None
