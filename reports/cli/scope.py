"""Which headers a person asked for, with ``--only`` or in ``uapi.toml``."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError

if TYPE_CHECKING:
    from abi.target import Target
    from headers.sources.tree import Tree

_IN_A_KERNEL = re.compile(r"^(?:\./)?(?:.*/)?include/uapi/")


def spelled(pattern: str) -> str:
    """A pattern as a program would include what it matches.

    >>> spelled("arch/x86/include/uapi/asm/kvm.h")
    'asm/kvm.h'
    """
    return _IN_A_KERNEL.sub("", pattern)


def fits(header: str, only: Sequence[str]) -> bool:
    """Whether a header is asked for; no patterns ask for all."""
    return not only or any(fnmatch.fnmatchcase(header, pattern) for pattern in only)


def wanted(trees: Sequence[Tree], targets: Sequence[Target], only: Sequence[str]) -> None:
    """See that every pattern asks for something: a typo must not turn a gate green.

    Raises:
        UapiError: a pattern matches no header of any tree.
    """
    for pattern in only:
        seen: set[str] = set()
        for names in _headers(trees, targets):
            if any(fnmatch.fnmatchcase(name, pattern) for name in names):
                break
            seen.update(names)
        else:
            raise UapiError(f"--only {pattern}: no such header; {_near(pattern, seen)}")


def _headers(trees: Sequence[Tree], targets: Sequence[Target]) -> Iterator[tuple[str, ...]]:
    return (tree.headers(target) for target in targets for tree in trees)


def _near(pattern: str, names: set[str]) -> str:
    """The header that was probably meant."""
    same = sorted(name for name in names if name.rpartition("/")[2] == pattern.rpartition("/")[2])
    near = same or difflib.get_close_matches(pattern, sorted(names), 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"name one as a program includes it, such as {min(names, default='linux/kvm.h')}"
