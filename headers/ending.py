"""How a process of ours ends: with nothing left of what it made for itself."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import NoReturn

_ASK = (signal.SIGTERM, signal.SIGHUP)
_MADE: set[tuple[int, str]] = set()
"""Temporary directories that are there now, and the processes that made them."""


def end_well() -> None:
    """From now on, clean up when somebody asks this process to end (SIGTERM, SIGHUP).

    For a process of our own only: no library changes what its host does with signals.
    """
    for number in _ASK:
        if signal.getsignal(number) != signal.SIG_IGN:  # which nohup asks for
            signal.signal(number, _end)


def _end(number: int, _: object) -> NoReturn:
    for other in _ASK:  # once is enough; a terminal that goes says it twice
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)


@contextlib.contextmanager
def temporary_directory(prefix: str) -> Iterator[str]:
    """A directory that is removed afterwards, or by `sweep`, if that is interrupted."""
    import shutil
    import tempfile

    with _undisturbed():
        name = tempfile.mkdtemp(prefix=prefix)
        made = os.getpid(), name
        _MADE.add(made)
    try:
        yield name
    finally:
        shutil.rmtree(name, ignore_errors=True)
        _MADE.discard(made)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """What is asked meanwhile is heard afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (*_ASK, signal.SIGINT))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def sweep() -> None:
    """Remove what this process has not removed yet, as it ends."""
    left = [name for process, name in _MADE if process == os.getpid()]
    if left:
        import shutil

        for name in left:
            shutil.rmtree(name, ignore_errors=True)
