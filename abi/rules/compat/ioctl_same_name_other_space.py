"""A name was an ioctl's number, and is another kind of number now."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.ioctls import codes_of
from abi.rules.pair import Judged, Pair, breaks, verdicts
from abi.rules.rule import rule


@rule("ioctl-same-name-other-space", on=ChangeKind.VALUE, instead_of=("value-changed",))
def ioctl_same_name_other_space(change: Change, pair: Pair) -> Iterator[Judged]:
    """A name that was an ioctl's number is an index or something else now, or it became one."""
    if not _is_other(change, pair):
        return
    header = change.new_place.header if change.new_place else ""
    others = [c for c in pair.left(ChangeKind.VALUE, header) if c != change and _is_other(c, pair)]
    was = "was" if pair.old_ioctl(change.subject) else "is"
    yield pair.finding(
        change,
        f"{was} the number of an ioctl: {change.old} → {change.new}",
        verdicts(
            breaks("an old program's number is unknown to a new kernel, or another's"),
            breaks("a new program's number is unknown to an old kernel, or another's"),
            breaks("the name builds, and stands for another kind of number"),
        ),
        also=[c.subject for c in others],
        covers=others,
    )


def _is_other(change: Change, pair: Pair) -> bool:
    return sort_of(change, pair) is Sort.IOCTL and codes_of(change, pair) is None
