"""Work done by a copy of this process, beside it."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from abi.diagnostic import UapiError
from headers.processors import VARIABLE, available

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")
_INTERRUPTED, _ENDED = 130, 143
_PATIENCE = 30.0
"""Seconds for a process to clean up after itself."""


def end_well() -> None:
    """From now on, clean up when somebody asks this process to end (SIGTERM)."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> NoReturn:
    raise SystemExit(_ENDED)


def can_share() -> bool:
    """Whether a copy of this process could do work beside it."""
    return sys.platform == "linux" and available() > 1 and threading.active_count() == 1


class Child(Generic[T]):
    """A process that does some work with all that this one knows, on one processor.

    A fork costs some 20 ms.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        end_well()
        reading, writing = os.pipe()
        sys.stdout.flush()
        self._number = os.fork()
        if self._number == 0:
            os.close(reading)
            _live(work, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")
        self._is_over = False

    def result(self) -> T:
        """What the work made; waits for it.

        Raises:
            UapiError: what the work raised, or that the process died.
        """
        with self._pipe:
            data = self._pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(self._number, 0)[1])
        self._is_over = True
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        if code != 0:
            raise UapiError(f"a process that did part of the work died (exit code {code})")
        answer: T | UapiError = pickle.loads(data)  # from our own copy, over our own pipe
        if isinstance(answer, UapiError):
            raise answer
        return answer

    def kill(self) -> None:
        """End it, without what it wrote aside; its result is lost."""
        self._pipe.close()
        if not self._is_over:
            self._is_over = True
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._number, signal.SIGTERM)
                deadline = time.monotonic() + _PATIENCE
                while os.waitpid(self._number, os.WNOHANG) == (0, 0):
                    if time.monotonic() > deadline:
                        os.kill(self._number, signal.SIGKILL)
                    time.sleep(0.005)


def _live(work: Callable[[], object], pipe: int) -> NoReturn:
    """The child's life: nothing that the parent opened is flushed or cleaned up by it."""
    os.environ[VARIABLE] = "1"
    code = 1
    try:
        answer: object
        try:
            answer = work()
        except UapiError as error:
            answer = error
        with open(pipe, "wb") as out:
            pickle.dump(answer, out, pickle.HIGHEST_PROTOCOL)
        code = 0
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except SystemExit:
        code = _ENDED
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        sys.stderr.flush()
    finally:
        os._exit(code)


def beside(one: Callable[[], A], other: Callable[[], B], /) -> tuple[A, B]:
    """What both make; `other` is done by a copy of this process where there is a processor."""
    if not can_share():
        return one(), other()
    child = Child(other)
    try:
        return one(), child.result()
    except BaseException:
        child.kill()
        raise
