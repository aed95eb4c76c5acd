"""C++ refuses what C takes."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.cxx import in_cxx
from abi.rules.met.cxx_blocks import NOT_DECLARED
from abi.rules.pair import Judged, Pair, safe, verdicts
from abi.rules.rule import rule


@rule("cxx-refuses", on=ChangeKind.CXX)
def cxx_refuses(change: Change, pair: Pair) -> Iterator[Judged]:
    """A header that C++ took has something that C++ refuses."""
    header = change.new_place.header if change.new_place else change.subject
    if change.old:  # it is taken, and means something else
        other = in_cxx(change.old, pair)
        yield pair.finding(change, change.new, verdicts(other, other, other))
        return
    user = "uses it" if change.new == NOT_DECLARED else f"includes {header}"
    yield pair.finding(
        change,
        change.new,
        verdicts(
            safe("the bytes are the same"),
            safe("the bytes are the same"),
            in_cxx(f"no program in C++ that {user} builds", pair),
        ),
    )
