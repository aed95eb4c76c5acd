"""A header is gone."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule


@rule(
    "header-removed",
    on=ChangeKind.HEADER_REMOVED,
    instead_of=(
        "constant-renamed", "enum-removed", "enumerator-removed", "feature-macro-removed",
        "never-built-removed",
        "function-macro-removed", "moved-header", "name-removed", "prototype-removed",
        "syscall-removed", "type-renamed", "typedef-removed",
    ),
)  # fmt: skip
def header_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header is gone; what it declared is gone with it, or stands elsewhere now."""
    header = change.subject
    gone = pair.left(ChangeKind.REMOVED, header)
    moved = [c for c in pair.by_kind.get(ChangeKind.MOVED_HEADER, ()) if c.old == header]
    homes = ", ".join(sorted({c.new for c in moved}))
    parts = [f"{len(gone)} names gone with it"] if gone else []
    parts += [f"{len(moved)} names in {homes} now"] if moved else []
    yield pair.finding(
        change,
        "; ".join(["removed", *parts]),
        verdicts(
            depends("compiled in; works as long as the kernel keeps what it describes")
            if gone
            else safe("names of headers are not in it"),
            safe("it does not use the header"),
            breaks(f"#include <{header}> finds nothing"),
        ),
        also=[c.subject for c in (*gone, *moved)],
        covers=[*gone, *moved],
    )
