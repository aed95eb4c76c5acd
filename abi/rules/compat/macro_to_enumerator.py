"""A macro is an enumerator now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("macro-to-enumerator", on=ChangeKind.RESPELLED)
def macro_to_enumerator(change: Change, pair: Pair) -> Iterator[Judged]:
    """Constants that were macros are enumerators, without a macro of the same name beside them."""
    if change.new != "an enumerator":
        return
    owner = pair.new.declarations.owner(change.subject)
    others = [
        c for name in pair.new.enumerators(owner or "") for c in pair.by_own.get(name, ())
        if c.new == "an enumerator" and c != change and c not in pair.judged
    ]  # fmt: skip
    yield pair.finding(
        change,
        "an enumerator instead of a macro, with the same value",
        verdicts(
            safe("the value is the same"),
            safe("the value is the same"),
            depends("#ifdef and #if do not see it any more"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )
