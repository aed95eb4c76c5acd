"""A version number went up."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, body, sort_of, words_of
from abi.rules.finding import Verdicts
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule
from abi.rules.versions import Part, part_of


@rule("version-changed", on=ChangeKind.VALUE, instead_of=("value-changed",))
def version_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A constant that is a version has another value."""
    if sort_of(change, pair) is not Sort.VERSION:
        return
    header = change.new_place.header if change.new_place else ""
    others = [
        c for c in pair.left(ChangeKind.VALUE, header)
        if sort_of(c, pair) is Sort.VERSION and _belong(change, c, pair)
    ]  # fmt: skip
    yield pair.finding(
        change,
        f"was {change.old}, is {change.new}",
        _told(change, pair) or _verdicts(part_of(change, pair)),
        also=[c.subject for c in others],
        covers=others,
    )


def _belong(change: Change, other: Change, pair: Pair) -> bool:
    """Whether one of two versions is made of the other, or both are parts of one."""
    first, second = change.subject, other.subject
    if first == second or part_of(change, pair) is not part_of(other, pair):
        return False
    is_part = second in words_of(body(first, pair.new)) or first in words_of(body(second, pair.new))
    stems = first.rpartition("_")[0], second.rpartition("_")[0]
    return is_part or (stems[0] == stems[1] and stems[0].endswith("VERSION"))


def _told(change: Change, pair: Pair) -> Verdicts | None:
    """Where the subsystem says that newer versions only add."""
    if part_of(change, pair) is not Part.UNKNOWN:
        return None
    found = (c for c in pair.conventions(change) if c.way in ("attribute", "negotiated"))
    known = next((safe(c.reason) for c in found), None)
    if known is None:
        return None
    return verdicts(known, known, safe("the name means the new version"))


def _verdicts(part: Part) -> Verdicts:
    if part is Part.SMALL:
        known = safe("versions of this kind only grow, and do so often")
        return verdicts(known, safe("an old kernel says an older version"), safe())
    if part is Part.WHOLE:
        return verdicts(
            breaks("a program that demands the version of its time refuses a new kernel"),
            breaks("a program that demands its own version refuses an old kernel"),
            safe("the name means the new version"),
        )
    unknown = depends("safe unless the two ends demand the same version")
    return verdicts(unknown, unknown, safe("the name means the new version"))
