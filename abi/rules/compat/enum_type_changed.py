"""The integer type behind an enum is another one."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.enums import retyped_enum
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule

_CHANGES = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.VALUE)


@rule(
    "enum-type-changed",
    on=_CHANGES,
    instead_of=(
        "header-added", "names-added", "libc-clash", "constant-renamed", "enumerator-removed",
        "end-moved", "enumerator-inserted", "value-changed", "mask-grown", "mask-shrunk",
        "flag-bit-changed", "limit-changed",
    ),
)  # fmt: skip
def enum_type_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An enumerator makes the type behind its enum larger, smaller, or of another sign."""
    found = retyped_enum(change, pair)
    if found is None:
        return
    key, old, new = found
    size = pair.old.size_of(old), pair.new.size_of(new)
    if size[0] != size[1]:
        why = f"members of the enum have {size[0]} bytes before, {size[1]} after"
        own = depends(
            "safe unless it is given by value to a function, or its address to the kernel: records "
            "with a member of it are findings of their own"
        )
        given = verdicts(own, own, depends(why))
    else:
        same = safe("the same bytes")
        given = verdicts(
            same, same, depends("comparisons with 0 or with -1 may turn out otherwise")
        )
    subject = key if " #" not in key else key.partition("#")[2]
    message = f"the type behind it was {old.name}, is {new.name}"
    yield pair.remark(change, message, given, subject=subject)
