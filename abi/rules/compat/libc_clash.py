"""A new name that the C library defines, too."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.libc_names import LIBC_NAMES
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule


@rule("libc-clash", on=ChangeKind.ADDED, instead_of=("header-added", "names-added"))
def libc_clash(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header defines a type or a constant that the C library's headers define as well."""
    if change.subject in LIBC_NAMES:
        yield pair.finding(
            change,
            "the C library defines it, too",
            verdicts(
                safe("it does not know the new name"),
                safe("an old kernel refuses what it does not know"),
                depends("breaks programs that include both headers, unless one has a guard"),
            ),
        )
