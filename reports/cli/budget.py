"""What one command may cost: time and memory, whatever somebody wrote into a header.

Each ends the command with one line. A preprocessor has limits of its own (`headers.preprocess`).
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator

from reports.cli import streams

SECONDS, MEBIBYTES = 1800, 8192
"""More than any command needs of all targets of whole kernels: 400 MB, and for `verify` 1.5 GB."""
TIME, MEMORY = "UAPI_SECONDS", "UAPI_MEBIBYTES"
"""Environment variables that say otherwise; 0: no limit."""
FRAMES = 10_000
"""Calls within calls: `headers.words.NESTING_LIMIT` levels, and what each costs."""


class OutOfTime(BaseException):
    """The time is over. No `Exception`, so that none takes it for one of its own."""


def kept(command: Callable[[], int], failed: int) -> int:
    """Run a command within its budget; its exit code, `failed` where it needed more."""
    try:
        with _limits():
            return command()
    except OutOfTime:
        return _say(f"stopped after {_number(TIME, SECONDS)} seconds", TIME, failed)
    except MemoryError:
        much = f"stopped, as it needs more than {_number(MEMORY, MEBIBYTES)} MiB of memory"
        return _say(much, MEMORY, failed)
    except RecursionError:
        streams.say("stopped, as something in a header nests too deeply")
        return failed


def _say(what: str, variable: str, failed: int) -> int:
    streams.say(f"{what}; name fewer headers or targets, or set {variable}")
    return failed


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    sys.setrecursionlimit(max(FRAMES, sys.getrecursionlimit()))
    memory, (usual, most) = _number(MEMORY, MEBIBYTES) << 20, resource.getrlimit(resource.RLIMIT_AS)
    if memory:
        with contextlib.suppress(ValueError, OSError):  # a lower limit is in force
            resource.setrlimit(resource.RLIMIT_AS, (memory, most))
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(_number(TIME, SECONDS))
    try:
        yield
    finally:
        signal.alarm(0)
        with contextlib.suppress(ValueError, OSError):  # so that there is room to say why
            resource.setrlimit(resource.RLIMIT_AS, (usual, most))


def _stop(*_: object) -> None:
    raise OutOfTime


def _number(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
