"""A macro that ``#if`` cannot use any more."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.met.in_if import InIf, in_if
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule
from abi.rules.wording import names_in_words


@rule("macro-unusable-in-if", on=ChangeKind.IN_IF)
def macro_unusable_in_if(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro was a number for the preprocessor, and is an error or silently 0 to it now."""
    kind = in_if(change.subject, pair.new)
    header = change.new_place.header if change.new_place else ""
    left = pair.left(ChangeKind.IN_IF, header)
    others = [c for c in left if c != change and in_if(c.subject, pair.new) is kind]
    more = f" ({names_in_words([c.subject for c in others], 'likewise')})" if others else ""
    why = (
        f"`#if {change.subject}` does not build any more: the preprocessor knows no casts, "
        "`sizeof` and the like"
        if kind is InIf.ERROR
        else f"`#if {change.subject}` is silently 0: the preprocessor knows no enumerators"
    )
    yield pair.finding(
        change,
        f"is {change.new} now: of no use in #if{more}",
        verdicts(
            safe("what #if made of it is compiled in"),
            safe("what #if made of it is compiled in"),
            depends(why),
        ),
        also=[c.subject for c in others],
        covers=others,
    )
