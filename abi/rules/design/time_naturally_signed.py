"""Seconds that cannot hold all times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Scalar
from abi.evaluate import is_unsigned
from abi.layout import Placed
from abi.rules.finding import Finding
from abi.rules.member_types import INTEGERS, bare, typedefs_of
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_SECONDS = re.compile(r"(|.*[._])(?:secs?|seconds)\Z")
_PARTS = re.compile(r"(|.*[._])(?:nsecs?|usecs?|nanoseconds|microseconds)\Z")


@lint("time-naturally-signed", on="record", severity="note")
def time_naturally_signed(record: RecordSubject) -> Iterator[Finding]:
    """The seconds of a time have a sign or a width that cannot hold all times."""
    leaves = [(path, leaf) for path, leaf in record.leaves if "sec" in path]
    with_parts = {found[1] for path, _ in leaves if (found := _PARTS.match(path))}
    for path, leaf in leaves if with_parts else ():
        found = _SECONDS.match(path)
        if found and found[1] in with_parts and _is_too_small(leaf, record):
            yield record.of_member(path, "not all times fit: seconds since 1970 are an __s64")


def _is_too_small(leaf: Placed, record: RecordSubject) -> bool:
    """Whether it is an integer that is unsigned or has less than 64 bits."""
    found = bare(leaf.type, record.surface)
    names = typedefs_of(leaf.type, record.surface)
    if not isinstance(found, Scalar) or found.name not in INTEGERS:
        return False
    has_byte_order = any(name.startswith(("__be", "__le")) for name in names)
    return not has_byte_order and (is_unsigned(found, record.surface) or leaf.size < 8)
