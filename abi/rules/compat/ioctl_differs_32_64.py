"""An ioctl's number parts between 32-bit programs and a 64-bit kernel."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule
from abi.rules.widths import parted


@rule(
    "ioctl-differs-32-64",
    on=(ChangeKind.SIZE, ChangeKind.VALUE),
    instead_of=(
        "ioctl-direction-changed", "ioctl-number-changed", "ioctl-same-name-other-space",
        "ioctl-size-changed", "member-moved", "record-grown", "record-shrunk", "value-changed",
    ),
)  # fmt: skip
def ioctl_differs_32_64(change: Change, pair: Pair) -> Iterator[Judged]:
    """A 32-bit program has another number for an ioctl than its 64-bit kernel, as it had not."""
    found = parted(change, pair)
    if found:
        name, narrow, wide = found[0]
        why = depends("safe if the kernel has a compat_ioctl that knows both numbers")
        yield pair.remark(
            change,
            f"is {narrow:#x} to a 32-bit program, and {wide:#x} to the kernel; it was one number",
            verdicts(why, why, safe("every program gets its own number")),
            subject=name,
        )
