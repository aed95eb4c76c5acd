"""A header says ``#error``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Conditions, known
from abi.rules.finding import Verdict
from abi.rules.met.names import lookup, own_names
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.reached import reach
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
    unheard = _unheard(names, change, pair)
    if unheard:
        return breaks(
            f"a program that includes it does not build unless it defines {unheard}, of which no "
            "header said anything before"
        )
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


def _unheard(names: list[str], change: Change, pair: Pair) -> str:
    """The names without which programs meet the directive, where no program had a reason to define
    one: new to the headers, and not of those that begin with ``_``, which select what the C
    library declares, or keep its headers from being read twice (C11 7.1.3). Empty if there is a
    name that was known."""
    header = pair.new.headers.get(change.subject)
    line = change.new_place.line if change.new_place else 0
    branches = Conditions(header).at(line) if header else ()
    if any(name.startswith("_") or _was_said(name, change.subject, pair) for name in names):
        return ""
    is_met = known(branches, lookup(pair.new, change.subject, without=names)) == 1
    return ", ".join(names) if is_met and change.subject in pair.headers[0] else ""


def _was_said(name: str, header: str, pair: Pair) -> bool:
    texts = (pair.old.headers.get(other) for other in reach(header, pair.old))
    return any(one is not None and name in one.text for one in texts)
