"""An enumerator is a macro now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("enumerator-to-macro", on=ChangeKind.RESPELLED)
def enumerator_to_macro(change: Change, pair: Pair) -> Iterator[Judged]:
    """Constants that were enumerators are macros, with the same values."""
    if change.old != "an enumerator":
        return
    owner = pair.old.declarations.owner(change.subject)
    others = [
        c for name in pair.old.enumerators(owner or "") for c in pair.by_own.get(name, ())
        if c.old == "an enumerator" and c != change and c not in pair.judged
    ]  # fmt: skip
    yield pair.finding(
        change,
        "a macro instead of an enumerator, with the same value",
        verdicts(
            safe("the value is the same"),
            safe("the value is the same"),
            safe("a debugger does not know the name, and a local name may be replaced by it"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )
