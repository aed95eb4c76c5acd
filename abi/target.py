"""Targets by name: the target of this machine, and those that a user's words select."""

from __future__ import annotations

import fnmatch
import platform
import struct
import sys

from abi.diagnostic import UapiError
from abi.target_model import ByteOrder, IocLayout, ScalarLayout, Target
from abi.targets import TARGETS

__all__ = [
    "GROUPS", "TARGETS", "ByteOrder", "IocLayout", "ScalarLayout", "Target",
    "host_target", "select_targets",
]  # fmt: skip

_NAMES = {name: target for target in TARGETS.values() for name in (target.name, *target.aliases)}

GROUPS: dict[str, tuple[str, ...]] = {
    "all": tuple(TARGETS),
    "64bit": tuple(t.name for t in TARGETS.values() if t.bits == 64),
    "32bit": tuple(t.name for t in TARGETS.values() if t.bits == 32),
    "little-endian": tuple(t.name for t in TARGETS.values() if t.byte_order == "little"),
    "big-endian": tuple(t.name for t in TARGETS.values() if t.byte_order == "big"),
}


def host_target() -> Target:
    """The target that this Python was built for, x86_64 where it is not known.

    The machine's name is that of the kernel, which may have more bits.
    """
    named = _NAMES.get(platform.machine().lower(), TARGETS["x86_64"])
    here = struct.calcsize("P") * 8, sys.byteorder
    related = (
        t for t in TARGETS.values() if t.headers == named.headers or t.compat_of == named.name
    )
    fitting = (t for t in (named, *related) if (t.bits, t.byte_order) == here)
    return next(fitting, named)


def select_targets(words: str) -> tuple[Target, ...]:
    """Targets for names, aliases, globs and groups, comma-separated, in the order given.

    Raises:
        UapiError: a word that names no target.
    """
    chosen: dict[str, Target] = {}
    for word in filter(None, (part.strip() for part in words.split(","))):
        for target in _named(word):
            chosen[target.name] = target
    if not chosen:
        raise UapiError("no target given; 'uapi targets' lists them")
    return tuple(chosen.values())


def is_one_target(word: str) -> bool:
    """Whether a word names a target itself, and not a group or a pattern."""
    return word.strip() in _NAMES


def _named(word: str) -> tuple[Target, ...]:
    if word in GROUPS:
        return tuple(TARGETS[name] for name in GROUPS[word])
    if word.startswith("compat-of:"):
        return tuple(t for t in TARGETS.values() if t.compat_of == word.removeprefix("compat-of:"))
    if word in _NAMES:
        return (_NAMES[word],)
    found = tuple(t for t in TARGETS.values() if fnmatch.fnmatchcase(t.name, word))
    if found and "*" in word:
        return found
    import difflib

    near = difflib.get_close_matches(word, [*_NAMES, *GROUPS], n=3)
    hint = f"did you mean {', '.join(near)}?" if near else "'uapi targets' lists them"
    raise UapiError(f"unknown target '{word}'; {hint}")
