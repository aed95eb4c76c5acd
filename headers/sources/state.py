"""What the file system says of a file, which changes when its content does."""

from __future__ import annotations

import os
import stat
import time

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times are trusted (some file systems count seconds)."""

State = tuple[int, int, int] | None
"""Status change time, bytes and inode; None for what is not there."""


def state_of(path: str) -> State:
    """The state of a file or directory, links followed."""
    try:
        return _state(os.stat(path))
    except OSError:
        return None


def file_state(path: str) -> State:
    """The state of a file, links followed; None also for what is there and is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return _state(status) if stat.S_ISREG(status.st_mode) else None


def is_special(path: str) -> bool:
    """Whether there is something that is neither a file nor a directory: a pipe, a device."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _state(status: os.stat_result) -> State:
    return status.st_ctime_ns, status.st_size, status.st_ino


def is_settled(state: State) -> bool:
    """Whether a file could not change any more without this state showing it."""
    return state is None or state[0] < time.time_ns() - SETTLED
