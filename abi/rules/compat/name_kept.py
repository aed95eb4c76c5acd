"""A name that is gone and lives on in a macro."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.kept_names import Kept, covered, kept
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule(
    "name-kept",
    on=ChangeKind.REMOVED,
    instead_of=(
        "type-renamed", "typedef-removed", "prototype-removed", "function-macro-removed",
        "enum-removed", "name-removed", "names-added", "header-added",
    ),
)  # fmt: skip
def name_kept(change: Change, pair: Pair) -> Iterator[Judged]:
    """A type, a function or a macro is gone, and something else of its name stands for it."""
    found = kept(change, pair)
    if found is None:
        return
    told = f"is {found.key} now" + (f", by {found.by}" if found.by else "")
    yield pair.finding(
        change,
        told,
        verdicts(*_binary(found), _source(change, found)),
        also=[found.key],
        covers=list(covered(change, found, pair)),
    )


def _binary(found: Kept) -> tuple[Verdict, Verdict]:
    if found.is_same or found.key.startswith(("function ", "variable ")):
        return (safe("names are not in it"),) * 2
    if found.misread:
        why = breaks(f"{found.key} is another thing: {found.misread}")
        return why, why
    why = depends(f"what the kernel makes of the other bytes of {found.key} decides")
    return why, why


def _source(change: Change, found: Kept) -> Verdict:
    if found.is_same:
        return safe(f"the name still builds, and means {found.key}")
    if not found.by:
        return depends("`#if` and `#ifdef` do not see it; where a constant is needed, it is none")
    return depends(f"the name still builds, and means {found.key}, which is another thing")
