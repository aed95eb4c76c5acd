"""Declarations that were left to the C library where it has them, and are not any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Branch, Conditions
from abi.header import Header
from abi.outline import bodies
from abi.rules.met.header_pair import HeaderPair

_GUARD = re.compile(
    r"_(?<!\w_)(?:_UAPI_DEF_\w+|_GLIBC__|_UCLIBC__|(?:NETINET|NET|SYS|BITS)_\w*H_*)\b"
)
"""Begins with a character: so it is found several times as fast."""


def libc_guard_changes(pair: HeaderPair) -> Iterator[Change]:
    """Declarations that stood under a condition on what the C library has, and do not now."""
    if pair.before is None or not _GUARD.search(pair.rewritten):
        return
    before, after = _guarded(pair.before), _guarded(pair.after)
    for key, (name, _) in before.items():
        now, line = after.get(key, ("gone", 0))
        if name and not now:
            yield Change(ChangeKind.LIBC_GUARD, key, name, "", *pair.places(line))


def _guarded(header: Header) -> dict[str, tuple[str, int]]:
    """By what each declaration with a body is left to the C library (empty: by nothing), and
    its line."""
    conditions = Conditions(header)
    every = ((body.key, conditions.at(body.first), body.first) for body in bodies(header))
    return {key: (_name(branches), line) for key, branches, line in every if key}


def _name(branches: tuple[Branch, ...]) -> str:
    found = (_GUARD.search(branch.text) for branch in branches)
    return next((match[0] for match in found if match), "")
